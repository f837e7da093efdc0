/** Numbers below `limit`, the same on every machine for one seed: mulberry32, which is all integers. */
export function seeded(seed: number): (limit: number) => number {
	let state = seed >>> 0
	return (limit) => {
		state = (state + 0x6d2b79f5) >>> 0
		let mixed = Math.imul(state ^ (state >>> 15), state | 1)
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
		return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
	}
}

/** Fisher and Yates's; a new array. */
export function shuffled<T>(items: readonly T[], below: (limit: number) => number): T[] {
	const result = [...items]
	for (let last = result.length - 1; last > 0; last--) {
		const other = below(last + 1)
		;[result[last], result[other]] = [result[other] as T, result[last] as T]
	}
	return result
}
