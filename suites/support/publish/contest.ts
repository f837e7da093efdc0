import { type Settled, settled } from '../settled.ts'
import { type Failure, daemonRefused } from '../wrong-with.ts'
import { ports } from './ports.ts'
import { type PublishedServer, type StartOutcome, createPublishedServer } from './server.ts'

/** What was wrong with an answer through the contested port, if anything. */
type Held = Settled<Failure | undefined>

/** One port and two containers that want it, one after the other. */
export interface Contest {
	/** The first container's answer through the port, while it is alone. */
	readonly before: Held
	/** The daemon's answer when the second is started beside it. */
	readonly second: StartOutcome
	/** The first one's answer after that. */
	readonly held: Held
	/** The second one's, started at once when the first was removed. */
	readonly after: Held
}

export interface ContestRequest {
	readonly image: string
	readonly signal: AbortSignal
	/** Asks for the server through the contested port. Returns what was wrong. */
	readonly ask: (server: PublishedServer) => Promise<Failure | undefined>
}

/**
 * What publish.conflict and publish.rebind both look at, since a container costs seconds.
 * @throws CheckFailed when the daemon refuses to publish the port at all.
 */
export async function contest({ image, signal, ask }: ContestRequest): Promise<Contest> {
	const publish = [{ hostPort: ports.contested }]
	const create = (name: string) => createPublishedServer({ image, name, publish, signal })
	await using first = await create('holder')
	await using second = await create('follower')
	await first.start()
	const before = await settled(() => ask(first))
	const outcome = await second.tryStart()
	const held = await settled(() => ask(first))
	await first.remove()
	const found = { before, second: outcome, held }
	if (outcome.kind === 'refused') return { ...found, after: await started(second, ask) }
	// Two had the port, which is the finding; whether it can be had again is still a question.
	await second.remove()
	await using third = await create('late-follower')
	return { ...found, after: await started(third, ask) }
}

const started = (server: PublishedServer, ask: ContestRequest['ask']): Promise<Held> =>
	settled(async () => {
		const outcome = await server.tryStart()
		if (outcome.kind === 'started') return ask(server)
		const words = `the daemon refused to start "${server.who}": ${outcome.message}`
		return { form: daemonRefused(outcome.message), words }
	})
