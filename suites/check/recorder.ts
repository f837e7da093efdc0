import type { Observations } from '#results'
import type { Failure } from '../probes/wrong-with.ts'

/** Takes down what a check saw on its way. */
export interface Recorder {
	observe(key: string, value: Observations[string]): void
	/**
	 * Takes down one way that was asked, and what was wrong with it. The check fails at its end, with all that went wrong:
	 * a way that failed keeps no other from being asked.
	 */
	way(name: string, failure?: Failure): void
}
