import { HarnessError, InterruptedError, TimeoutError } from '#results/errors'

/** How every operation that can take long is limited. */
export interface Bounded {
	readonly signal?: AbortSignal | undefined
	/** Milliseconds from the call on; `Infinity`: the signal alone ends it. */
	readonly deadline?: number | undefined
}

/** Node's timers fire at once for more milliseconds than this. */
const MAX_TIMER = 2 ** 31 - 1

/** What an abort means to the one who waits: the harness's own reason, or an interruption. */
export function abortError(what: string, signal: AbortSignal): HarnessError {
	const reason: unknown = signal.reason
	if (reason instanceof HarnessError) return reason
	return new InterruptedError(`${what}: interrupted`, { cause: reason })
}

/**
 * Runs `work` until it settles, the deadline (ms) passes or the signal aborts, whichever is first.
 * `work` gets a signal that aborts in the last two cases and should release what it holds; nobody waits for
 * it then.
 * @throws TimeoutError, InterruptedError, the signal's reason when that is a HarnessError, or what `work` throws.
 */
export async function withDeadline<T>(
	what: string,
	{ signal, deadline }: Bounded,
	work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
	const controller = new AbortController()
	const abort = () => controller.abort(abortError(what, signal!))
	if (signal?.aborted) throw abortError(what, signal)
	signal?.addEventListener('abort', abort, { once: true })
	const timer =
		deadline === undefined || deadline > MAX_TIMER
			? undefined
			: setTimeout(() => {
					controller.abort(new TimeoutError(`${what}: no result within ${deadline / 1000} s`))
				}, deadline)
	try {
		return await new Promise<T>((resolve, reject) => {
			const onAbort = () => reject(controller.signal.reason as Error)
			controller.signal.addEventListener('abort', onAbort, { once: true })
			work(controller.signal).then(resolve, reject)
		})
	} finally {
		clearTimeout(timer)
		signal?.removeEventListener('abort', abort)
	}
}

/** Something to wait for. */
export interface Wanted<T> {
	/** What messages call it: `the daemon's socket`. */
	readonly description: string
	/** One look. `undefined` and `false` mean not yet; what it throws ends the wait. */
	readonly probe: (signal: AbortSignal) => Promise<T | undefined | false> | T | undefined | false
	/** What to do when it does not come. */
	readonly hint?: string | undefined
	/** Asked before each look: what it returns is thrown, for what has failed will not come any more. */
	readonly fatal?: (() => Error | undefined) | undefined
}

export interface WaitOptions extends Bounded {
	/** Milliseconds between two looks. */
	readonly every: number
}

/**
 * Looks until there is something. A look that is under way at the deadline is told so, and not waited for.
 * @throws TimeoutError, InterruptedError, what `fatal` returns, what `probe` throws.
 */
export async function waitFor<T>(
	{ description, probe, hint, fatal }: Wanted<T>,
	{ signal, deadline, every }: WaitOptions,
): Promise<T> {
	try {
		return await withDeadline(description, { signal, deadline }, async (aborted) => {
			for (;;) {
				const failure = fatal?.()
				if (failure) throw failure
				const found = await probe(aborted)
				if (found !== undefined && found !== false) return found
				await pause(every, aborted)
			}
		})
	} catch (error) {
		if (!(error instanceof TimeoutError) || hint === undefined || error.hint !== undefined) throw error
		throw new TimeoutError(error.message, { cause: error.cause, hint })
	}
}

/** Waits `ms`, or less: rejects as soon as the signal aborts. To wait for something, there is `waitFor`. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		if (signal?.aborted) return reject(abortError('pause', signal))
		const onAbort = () => {
			clearTimeout(timer)
			reject(abortError('pause', signal!))
		}
		const timer = setTimeout(() => {
			signal?.removeEventListener('abort', onAbort)
			resolve()
		}, ms)
		signal?.addEventListener('abort', onAbort, { once: true })
	})
}
