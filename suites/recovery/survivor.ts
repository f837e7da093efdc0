import { type NetworkName, refusable, serverPort, suiteLabel, uniqueName } from '../fixtures/container.ts'
import { dockerApi } from '../fixtures/docker.ts'
import { imageProbe } from '../vantage/vantage.ts'

/** A container that each daemon is to start again which finds it. */
export interface Survivor {
	/** What its server answers with. */
	readonly who: string
	/** The name that neighbours on a user-defined network find it by. */
	readonly dnsName: string
	/** As the daemon says. Each start changes the process, and may change the address; it is empty where there is none. */
	state(): Promise<{ readonly status: string; readonly pid: number; readonly address: string }>
	remove(this: void): Promise<void>
}

interface SurvivorRequest {
	readonly name: string
	/** Default: the default bridge. */
	readonly network: NetworkName | undefined
	/** The port of all addresses that its server is published on. */
	readonly publish?: number
}

/** @throws CheckFailed when the daemon refuses; nothing is left then. */
export async function startSurvivor(
	image: string,
	{ name, network, publish }: SurvivorRequest,
): Promise<Survivor> {
	const dockerode = await dockerApi()
	const port = `${serverPort}/tcp`
	const dnsName = uniqueName(name)
	const container = await dockerode.createContainer({
		Image: image,
		name: dnsName,
		Cmd: [`${imageProbe}/serve-tcp`, name, String(serverPort)],
		Labels: { [suiteLabel]: name },
		ExposedPorts: { [port]: {} },
		HostConfig: {
			// docs.docker.com, "Start containers automatically": without it a restart of the daemon ends a container.
			RestartPolicy: { Name: 'always' },
			...(network === undefined ? {} : { NetworkMode: network.getName() }),
			...(publish === undefined
				? {}
				: { PortBindings: { [port]: [{ HostIp: '', HostPort: String(publish) }] } }),
		},
	})
	const remove = async () => {
		await container.remove({ force: true })
	}
	try {
		const what = publish === undefined ? `start "${name}"` : `publish ${publish}`
		await refusable(what, () => container.start())
	} catch (error) {
		await remove()
		throw error
	}
	return {
		who: name,
		dnsName,
		async state() {
			const { State, NetworkSettings } = await container.inspect()
			const address = NetworkSettings.Networks[network?.getName() ?? 'bridge']?.IPAddress ?? ''
			return { status: State.Status, pid: State.Pid, address }
		},
		remove,
	}
}
