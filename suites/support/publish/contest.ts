import { type Settled, settled } from '../settled.ts'
import { ports } from './ports.ts'
import { type PublishedServer, createPublishedServer } from './server.ts'

/** One port and two containers that want it, one after the other. */
export interface Contest {
	/** The first container's answer through the port, while it is alone. */
	readonly before: Settled<void>
	/** The daemon's words when the second is started beside it; undefined when it started. */
	readonly refusal: string | undefined
	/** The first one's answer after that. */
	readonly held: Settled<void>
	/** The second one's, started at once when the first was removed. */
	readonly after: Settled<void>
}

export interface ContestRequest {
	readonly image: string
	readonly signal: AbortSignal
	/** Asks for the server through the contested port. @throws CheckFailed when it does not answer. */
	readonly ask: (server: PublishedServer) => Promise<void>
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
	if (outcome.kind === 'started') {
		// Two had the port, which is the finding; whether it can be had again is still a question.
		await second.remove()
		await using third = await create('late-follower')
		return { before, refusal: undefined, held, after: await started(third, ask) }
	}
	return { before, refusal: outcome.message, held, after: await started(second, ask) }
}

const started = (server: PublishedServer, ask: ContestRequest['ask']) =>
	settled(async () => {
		await server.start()
		await ask(server)
	})
