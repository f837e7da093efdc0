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

interface Overlap extends Tries {
	/** Milliseconds of silence after which another attempt is made beside those under way. */
	readonly silence: number
	/** At most so many at a time. */
	readonly max: number
}

/** An attempt under way. */
interface Attempt {
	isPromising: boolean
}

/** Never rejects. */
type Ended<T> = Promise<{ readonly result: T } | { readonly attempt: Attempt; readonly error: unknown }>

/**
 * What the first of several attempts that overlap brings: one of which nothing is heard is not given up, but another one is
 * made beside it. None is made while one of them is promising. Those that are left are aborted in the end, and nobody waits
 * for them.
 * @param attempt calls `promise` when there is reason to wait for it alone.
 * @throws what `pauseAfter` does; InterruptedError, or the signal's reason when that is a HarnessError.
 */
export async function overlapping<T>(
	attempt: (signal: AbortSignal, promise: () => void) => Promise<T>,
	{ signal, silence, max, pauseAfter }: Overlap,
): Promise<T> {
	const over = new AbortController()
	const ends = AbortSignal.any([signal, over.signal])
	const began = Date.now()
	const attempts = new Map<Attempt, Ended<T>>()
	let tries = 0
	try {
		for (;;) {
			const waits = [...attempts.keys()].some(({ isPromising }) => isPromising)
			if (!waits && attempts.size < max) attempts.set(...start(attempt, ends))
			const nothing = pause(silence, ends).then(() => undefined)
			const first = await Promise.race([...attempts.values(), nothing])
			if (!first) continue
			if ('result' in first) return first.result
			attempts.delete(first.attempt)
			const { error } = first
			await pause(await pauseAfter({ error, tries: ++tries, ms: Date.now() - began }), ends)
		}
	} finally {
		over.abort()
	}
}

function start<T>(
	attempt: (signal: AbortSignal, promise: () => void) => Promise<T>,
	signal: AbortSignal,
): [Attempt, Ended<T>] {
	const started: Attempt = { isPromising: false }
	const promise = () => void (started.isPromising = true)
	const ended = attempt(signal, promise).then(
		(result) => ({ result }),
		(error: unknown) => ({ attempt: started, error }),
	)
	return [started, ended]
}
