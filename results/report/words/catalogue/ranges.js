// @ts-check

/** `1–4, 7` @param {readonly number[]} numbers ascending */
export function ranges(numbers) {
	/** @type {[number, number][]} */
	const runs = []
	for (const number of numbers) {
		const last = runs.at(-1)
		if (last && number === last[1] + 1) last[1] = number
		else runs.push([number, number])
	}
	return runs
		.map(([from, to]) => (from === to ? `${from}` : to === from + 1 ? `${from}, ${to}` : `${from}–${to}`))
		.join(', ')
}
