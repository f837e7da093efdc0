/** A number that was measured more than once. */
export interface Spread {
	readonly median: number
	readonly low: number
	readonly high: number
	readonly count: number
}

/** @throws RangeError for no samples. */
export function spread(samples: readonly number[]): Spread {
	if (samples.length === 0) throw new RangeError('Nothing was measured')
	const sorted = [...samples].sort((a, b) => a - b)
	const middle = Math.floor(sorted.length / 2)
	const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
	return { median, low: sorted[0]!, high: sorted.at(-1)!, count: sorted.length }
}

/** How often each of `slow` is `fast`, round by round: what disturbs a machine disturbs both of a round. */
export const ratios = (slow: readonly number[], fast: readonly number[]): Spread =>
	spread(slow.map((ms, round) => ms / fast[Math.min(round, fast.length - 1)]!))
