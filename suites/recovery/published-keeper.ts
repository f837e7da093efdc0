import type { DaemonSettings } from '#results'
import { askUntil } from '#vm/host'
import { defaultNetwork } from '../fixtures/default-network.ts'
import type { Answer } from '../probes/answer.ts'
import { serverPort } from '../fixtures/container.ts'
import { answeredBy } from '../probes/expect-answer.ts'
import { type Settle, askSettled } from '../probes/ways.ts'
import type { Target, Vantage } from '../vantage/vantage.ts'
import { startSurvivor } from './survivor.ts'
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
	const network = await defaultNetwork(daemonSettings)
	const keeper = await startSurvivor(image, { name: who, network, publish: keeperPort })
	return {
		async asked({ host, netns, settle }) {
			// A server that is not up yet says nothing of its port.
			const { status, up } = await askUntil(
				async () => {
					const { status, address } = await keeper.state()
					const own = { host: address, port: serverPort }
					return {
						status,
						up: address !== '' && answeredBy(await netns.ask(own, { seconds: 3 }), who),
					}
				},
				(container) => container.up,
				startsWithin,
			)
			const { answer } = await askSettled({ place: host, target }, settle)
			const form = wrongWith(answer, who)
			const words = `the published port ${target.host}:${target.port} does not answer (${inWords(answer)}); the container is ${status}${up ? '' : ' and does not answer by its own address'}`
			return { answer, failure: form && { form, words } }
		},
		[Symbol.asyncDispose]: keeper.remove,
	}
}
