/** What became of a part of something that several checks share: it may go wrong without the rest. */
export type Settled<T> = PromiseSettledResult<T>

export const settled = async <T>(work: () => Promise<T>): Promise<Settled<T>> =>
	(await Promise.allSettled([work()]))[0]

/** @throws what the part threw. */
export function unwrap<T>(result: Settled<T>): T {
	if (result.status === 'fulfilled') return result.value
	throw result.reason
}
