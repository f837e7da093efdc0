import type { Recorder } from '../check/recorder.ts'
import { CheckFailed } from '../check/outcome.ts'
import type { PublishedServer } from '../fixtures/publish/server.ts'

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
