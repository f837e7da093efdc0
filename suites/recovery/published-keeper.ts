import type { DaemonSettings } from '#results'
import { askUntil } from '#vm/host'
import { defaultNetwork } from '../fixtures/default-network.ts'
import { dockerApi } from '../fixtures/docker.ts'
import type { Answer } from '../probes/answer.ts'
import { refusable, serverPort, suiteLabel, uniqueName } from '../fixtures/container.ts'
import { answeredBy } from '../probes/expect-answer.ts'
import { type Settle, askSettled } from '../probes/ways.ts'
import { type Target, type Vantage, imageProbe } from '../vantage/vantage.ts'
import { type Failure, inWords, wrongWith } from '../probes/wrong-with.ts'

const who = 'keeper'
/** On all addresses. */
const keeperPort = 8190
const target: Target = { host: '127.0.0.1', port: keeperPort }

/** A container with a published port that the daemon is to start again whenever it starts itself. */
export interface PublishedKeeper extends AsyncDisposable {
	/** Asks through the published port, once its server answers to its own address. */
	asked(places: KeeperPlaces): Promise<KeeperAnswer>
}

interface KeeperPlaces {
	/** Who asks for the published port. */
	readonly host: Vantage
	/** Who reaches containers by their own addresses. */
	readonly netns: Vantage
	readonly settle: Settle
}

export interface KeeperAnswer {
	readonly answer: Answer
	/** What was wrong with it, if anything. */
	readonly failure: Failure | undefined
}

/** Milliseconds for the start of a container and its server, on a machine that is slow for both. */
const startsWithin = 60_000

/** On the default bridge, or what stands in for it. Whether it answers is asked apart. @throws CheckFailed when the daemon refuses. */
export async function startKeeper(image: string, daemonSettings: DaemonSettings): Promise<PublishedKeeper> {
	const dockerode = await dockerApi()
	const port = `${serverPort}/tcp`
	const network = (await defaultNetwork(daemonSettings))?.getName()
	const container = await dockerode.createContainer({
		Image: image,
		name: uniqueName(who),
		Cmd: [`${imageProbe}/serve-tcp`, who, String(serverPort)],
		Labels: { [suiteLabel]: who },
		ExposedPorts: { [port]: {} },
		HostConfig: {
			// docs.docker.com, "Start containers automatically": without it a restart of the daemon ends a container.
			RestartPolicy: { Name: 'always' },
			PortBindings: { [port]: [{ HostIp: '', HostPort: String(keeperPort) }] },
			...(network === undefined ? {} : { NetworkMode: network }),
		},
	})
	const remove = async () => {
		await container.remove({ force: true })
	}
	try {
		await refusable(`publish ${keeperPort}`, () => container.start())
	} catch (error) {
		await remove()
		throw error
	}
	return {
		async asked({ host, netns, settle }) {
			// A server that is not up yet says nothing of its port.
			const { state, up } = await askUntil(
				async () => {
					const { NetworkSettings, State } = await container.inspect()
					const own = {
						host: NetworkSettings.Networks[network ?? 'bridge']?.IPAddress ?? '',
						port: serverPort,
					}
					return {
						state: State.Status,
						up: own.host !== '' && answeredBy(await netns.ask(own, { seconds: 3 }), who),
					}
				},
				(container) => container.up,
				startsWithin,
			)
			const { answer } = await askSettled({ place: host, target }, settle)
			const form = wrongWith(answer, who)
			const words = `the published port ${target.host}:${target.port} does not answer (${inWords(answer)}); the container is ${state}${up ? '' : ' and does not answer by its own address'}`
			return { answer, failure: form && { form, words } }
		},
		[Symbol.asyncDispose]: remove,
	}
}
