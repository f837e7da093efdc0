import { HarnessError, InterruptedError, TimeoutError } from '#results/errors'

export interface Bounded {
	readonly signal?: AbortSignal | undefined
	/** Milliseconds from the call on. */
	readonly deadline?: number | undefined
}

/**
 * Waits for `work`, the deadline or an abort, whichever is first. In the last two cases `work` hears of it by
 * its signal, and nobody waits for it any more.
 * @throws TimeoutError, InterruptedError, the signal's reason when that is a HarnessError, or what `work` throws.
 */
export async function within<T>(
	what: string,
	{ signal, deadline }: Bounded,
	work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
	const late = new AbortController()
	const ends = signal ? AbortSignal.any([signal, late.signal]) : late.signal
	const timer =
		deadline === undefined
			? undefined
			: setTimeout(
					() => late.abort(new TimeoutError(`${what}: no result within ${deadline / 1000} s`)),
					deadline,
				)
	try {
		return await new Promise<T>((resolve, reject) => {
			const give = () =>
				reject(
					ends.reason instanceof HarnessError
						? ends.reason
						: new InterruptedError(`${what}: interrupted`, { cause: ends.reason }),
				)
			if (ends.aborted) return give()
			ends.addEventListener('abort', give, { once: true })
			work(ends).then(resolve, reject)
		})
	} finally {
		clearTimeout(timer)
	}
}
