import { completer, type Completer } from './complete.ts'
import { PairSet, type Pair } from './pairs.ts'
import { seeded, shuffled } from './random.ts'
import { open, type Row, type Space } from './space.ts'

/** A pair of values that no allowed combination has, and the rules that see to it. */
interface ImpossiblePair extends Pair {
	/** Indexes into the space's rules. */
	readonly because: readonly number[]
}

export interface PairwiseCover {
	/** In the order of their values. */
	readonly rows: readonly Row[]
	/** How many pairs of values are possible; each is in one of the rows, or of those given. */
	readonly possible: number
	readonly impossible: readonly ImpossiblePair[]
}

export interface PairwiseOptions {
	readonly seed: number
	/** Combinations that are there anyway: their pairs need no other. An open place is a value outside the space. */
	readonly given?: readonly Row[]
}

/** How many ways to complete a row are tried; more make fewer rows, each at the same price. */
const CANDIDATES = 12

/**
 * Allowed combinations that have every possible pair of values at least once: greedy, as in AETG. The same space and
 * seed give the same rows. It never walks the product: time grows with pairs × rows.
 * @throws RangeError for fewer than two axes, which have no pairs.
 */
export function pairwise(space: Space, { seed, given = [] }: PairwiseOptions): PairwiseCover {
	if (space.sizes.length < 2) throw new RangeError('a space of fewer than two axes has no pairs')
	const { complete, because } = completer(space)
	const wanted = new PairSet(space.sizes)
	const impossible = impossiblePairs(space, complete).map((pair) => ({
		...pair,
		because: because(rowWith(space, pair)),
	}))
	for (const pair of impossible) wanted.delete(pair)
	const possible = [...wanted].length
	for (const row of given) wanted.deleteRow(row)
	const below = seeded(seed)
	const rows: Row[] = []
	for (let pair = wanted.next(below); pair; pair = wanted.next(below)) {
		const row = bestRow(space, pair, wanted, complete, below)
		wanted.deleteRow(row)
		rows.push(row)
	}
	return { rows: rows.sort(compareRows), possible, impossible }
}

const rowWith = ({ sizes }: Space, { axes: [a, b], values: [value, other] }: Pair): Row =>
	sizes.map((_, axis) => (axis === a ? value : axis === b ? other : open))

function impossiblePairs(space: Space, complete: Completer['complete']): Pair[] {
	const unseen = new PairSet(space.sizes)
	const impossible: Pair[] = []
	for (const pair of unseen) {
		const row = complete(rowWith(space, pair))
		// One example shows many pairs, so few have to be searched for.
		if (row) unseen.deleteRow(row)
		else impossible.push(pair)
	}
	return impossible
}

function bestRow(
	space: Space,
	pair: Pair,
	wanted: PairSet,
	complete: Completer['complete'],
	below: (limit: number) => number,
): Row {
	let best: { row: Row; gain: number } | undefined
	for (let tried = 0; tried < CANDIDATES; tried++) {
		const candidate = greedyRow(space, pair, wanted, complete, below)
		if (best === undefined || candidate.gain > best.gain) best = candidate
	}
	return best?.row ?? []
}

function greedyRow(
	space: Space,
	pair: Pair,
	wanted: PairSet,
	complete: Completer['complete'],
	below: (limit: number) => number,
): { row: Row; gain: number } {
	const row = [...rowWith(space, pair)]
	let total = 1
	const free = [...row.keys()].filter((axis) => row[axis] === open)
	for (const axis of shuffled(free, below)) {
		const values = Array.from({ length: space.sizes[axis] ?? 0 }, (_, value) => value)
		const ranked = shuffled(values, below)
			.map((value) => ({ value, gain: wanted.gain(row, axis, value) }))
			.sort((a, b) => b.gain - a.gain)
		const best = ranked.find(({ value }) => complete(row.with(axis, value)) !== undefined)
		// A pair that can be completed stays so with one of the values of any axis.
		if (best === undefined) throw new RangeError('a row lost its completion')
		row[axis] = best.value
		total += best.gain
	}
	return { row, gain: total }
}

function compareRows(a: Row, b: Row): number {
	for (const [axis, value] of a.entries()) if (value !== b[axis]) return value - (b[axis] ?? 0)
	return 0
}
