import { pause } from './wait.ts'

/** A try that failed. */
export interface FailedTry {
	readonly error: unknown
	/** How many there were, this one included. */
	readonly tries: number
	/** Milliseconds since the first began. */
	readonly ms: number
}

interface Tries {
	/** Asked after each failure: milliseconds until the next try. What it throws is the end. */
	readonly pauseAfter: (failed: FailedTry) => number | Promise<number>
	readonly signal: AbortSignal
}

interface Again extends Tries {
	/** What is thrown when the signal aborts in the pause after this try; default: see `pause`. */
	readonly stopped?: ((failed: FailedTry) => unknown) | undefined
}

/**
 * Asks again after a failure, until an answer comes: whether and when, `pauseAfter` says. The signal ends a pause; a question
 * hears of it from whoever asks it.
 * @throws what `pauseAfter` does; when the signal aborts in a pause, what `stopped` gives, else InterruptedError, or the
 * signal's reason when that is a HarnessError.
 */
export async function askAgain<T>(ask: () => Promise<T>, { pauseAfter, signal, stopped }: Again): Promise<T> {
	const began = Date.now()
	for (let tries = 1; ; tries++) {
		try {
			return await ask()
		} catch (error) {
			const failed = { error, tries, ms: Date.now() - began }
			await pause(await pauseAfter(failed), signal).catch((abort: unknown) => {
				throw stopped ? stopped(failed) : abort
			})
		}
	}
}
