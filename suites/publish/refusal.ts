import { type Failure, daemonRefused } from '../probes/wrong-with.ts'
import type { StartOutcome } from '../fixtures/publish/server.ts'

/** What was wrong with a start that the daemon is to refuse with such words; undefined when it did. */
export function wrongRefusal(
	outcome: StartOutcome,
	expected: readonly RegExp[],
	what: string,
): Failure | undefined {
	if (outcome.kind === 'started')
		return { form: { kind: 'daemon-accepted' }, words: `the daemon published ${what} without an error` }
	const missing = expected.find((words) => !words.test(outcome.message))
	if (missing === undefined) return undefined
	return {
		form: daemonRefused(outcome.message),
		words: `the daemon's refusal of ${what}: expected ${missing}, found: ${outcome.message}`,
	}
}
