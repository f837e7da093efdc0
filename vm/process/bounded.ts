import { HarnessError, InterruptedError, TimeoutError } from '#results/errors'

/** How every operation that can take long is limited. */
export interface Bounded {
	readonly signal?: AbortSignal | undefined
	/** Milliseconds from the call on. */
	readonly deadline?: number | undefined
}

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
		deadline === undefined
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

/** Waits `ms`, or less: rejects as soon as the signal aborts. For the pauses of a probe, never as a wait. */
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
