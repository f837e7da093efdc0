import { dockerApi } from '../../fixtures/docker.ts'
import { type NetworkName, refusable, serverPort, suiteLabel, uniqueName } from '../../fixtures/container.ts'
import { imageProbe } from '../../vantage/vantage.ts'

/** A container that each daemon is to start again which finds it. */
export interface Survivor {
	/** What its server answers with. */
	readonly who: string
	/** The name that neighbours find it by. */
	readonly dnsName: string
	/** `running`, `exited` …, as the daemon says. */
	status(this: void): Promise<string>
	/** Of its first process, which each start changes. */
	pid(): Promise<number>
}

interface SurvivorRequest {
	readonly name: string
	readonly network: NetworkName
	/** The port of all addresses that its server is published on. */
	readonly publish?: number
}

/** @throws CheckFailed when the daemon refuses. */
export async function startSurvivor(
	image: string,
	{ name, network, publish }: SurvivorRequest,
): Promise<Survivor> {
	const dockerode = await dockerApi()
	const port = `${serverPort}/tcp`
	const dnsName = uniqueName(name)
	const published =
		publish === undefined ? {} : { PortBindings: { [port]: [{ HostIp: '', HostPort: String(publish) }] } }
	const container = await dockerode.createContainer({
		Image: image,
		name: dnsName,
		Cmd: [`${imageProbe}/serve-tcp`, name, String(serverPort)],
		Labels: { [suiteLabel]: name },
		ExposedPorts: { [port]: {} },
		// docs.docker.com, "Start containers automatically": without the policy a restart of the daemon ends a container.
		HostConfig: { NetworkMode: network.getName(), RestartPolicy: { Name: 'always' }, ...published },
	})
	await refusable(`start "${name}"`, () => container.start())
	return {
		who: name,
		dnsName,
		status: async () => (await container.inspect()).State.Status,
		pid: async () => (await container.inspect()).State.Pid,
	}
}
