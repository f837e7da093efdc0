import type { Recorder } from '../check/recorder.ts'
import { CheckFailed } from '../check/outcome.ts'
import { type PublishedServer, createPublishedServer } from '../fixtures/publish/server.ts'
import type { CheckContext } from '../check/check-context.ts'

/** A server that the daemon is to publish. Its refusal is what became of these ways; then there is no server. */
export async function published(
	server: Promise<PublishedServer>,
	record: Recorder,
	ways: readonly string[],
): Promise<PublishedServer | undefined> {
	try {
		return await server
	} catch (error) {
		const failed = error instanceof CheckFailed ? error.ways[0] : undefined
		if (failed === undefined || failed.ok || !(error instanceof CheckFailed)) throw error
		for (const way of ways) record.way(way, { form: failed.form, words: error.message })
		return undefined
	}
}

/** A server of this check alone, on the default bridge. */
export const publish = (
	{ facts, host, signal }: CheckContext,
	name: string,
	publication: Parameters<typeof createPublishedServer>[0]['publish'][number],
) => createPublishedServer({ image: facts.probeImage, name, publish: [publication], signal, pace: host.pace })
