import { axisDefaults, axisNames, type Axes, isOptionalAxis } from '#results'
import { everyRow, open, productOf, type Row } from './cover/space.ts'
import { brokenRule, ExcludedTally, type ExcludedGroup } from './excluded.ts'
import type { AxisLists, Matrix } from './matrix.ts'
import { axesAt, spaceOf, type MatrixSpace } from './matrix-space.ts'
import { coverPairs, type PairReport } from './pair-report.ts'

/** Which part of the matrix file a cell comes from. */
export type Origin = readonly ['axes'] | readonly ['cells' | 'include', number]

export interface Entry {
	readonly origin: Origin
	readonly lists: AxisLists
}

/** What one entry of the file comes to. */
export interface Expansion {
	/** Complete where the file is. */
	readonly cells: readonly Partial<Axes>[]
	readonly excluded: readonly ExcludedGroup[]
	/** How many combinations the entry lists, those left out included. */
	readonly product: number
	/** For the entry that is covered pairwise. */
	readonly pairs?: PairReport | undefined
}

/** How many cells an entry stands for, without making them. */
export const sizeOf = (lists: AxisLists): number =>
	productOf(axisNames.map((axis) => lists[axis]?.length || 1))

/** What a file's own axes are completed with: in one that names no guest, the axis is not there at all. */
function defaultsOf({ axes, cells, include, exclude }: Matrix): AxisLists {
	const entries = [axes, ...cells, ...include, ...exclude]
	const named = axisNames
		.filter(isOptionalAxis)
		.filter((axis) => entries.some((one) => one[axis] !== undefined))
	return Object.fromEntries(named.map((axis) => [axis, [axisDefaults[axis]]]))
}

export function entriesOf(matrix: Matrix): Entry[] {
	const axes = { ...defaultsOf(matrix), ...matrix.axes }
	const completed = (part: 'cells' | 'include') =>
		matrix[part].map((entry, index) => ({ origin: [part, index] as const, lists: { ...axes, ...entry } }))
	const planned =
		matrix.coverage === 'list' ? completed('cells') : [{ origin: ['axes'] as const, lists: axes }]
	return [...planned, ...completed('include')]
}

/** An entry's own space; no `exclude` touches what the file includes by name. */
export const spaceOfEntry = ({ origin, lists }: Entry, { exclude }: Matrix): MatrixSpace =>
	spaceOf(lists, origin[0] === 'include' ? [] : exclude)

const expansions = new WeakMap<Matrix, Map<number, Expansion>>()

/** What the matrix's entry number `index` comes to: made once, for whoever reads the file and whoever plans it. */
export function expansionOf(matrix: Matrix, index: number): Expansion {
	const known = expansions.get(matrix) ?? new Map<number, Expansion>()
	expansions.set(matrix, known)
	const entry = entriesOf(matrix)[index]
	if (entry === undefined) throw new RangeError(`The matrix has no entry ${index}.`)
	const expansion = known.get(index) ?? expandEntry(entry, matrix)
	known.set(index, expansion)
	return expansion
}

/** Every cell that an entry asks for, and what the file or a constraint leaves out of it. */
function expandEntry(entry: Entry, matrix: Matrix): Expansion {
	const space = spaceOfEntry(entry, matrix)
	return entry.origin[0] === 'axes' && matrix.coverage === 'pairwise'
		? pairwiseExpansion(space, matrix)
		: fullExpansion(space)
}

function fullExpansion(space: MatrixSpace): Expansion {
	const cells: Partial<Axes>[] = []
	const tally = new ExcludedTally(space)
	for (const row of everyRow(space.sizes)) {
		const broken = brokenRule(space, row)
		if (broken === undefined) cells.push(axesAt(space, row))
		else tally.add(row, broken)
	}
	return { cells, excluded: tally.groups(), product: productOf(space.sizes) }
}

/** Above this the combinations that are left out are not counted: a cover needs no product, and may have a huge one. */
const MAX_COUNTED = 1_000_000

function pairwiseExpansion(space: MatrixSpace, matrix: Matrix): Expansion {
	const product = productOf(space.sizes)
	const tally = new ExcludedTally(space)
	if (product <= MAX_COUNTED)
		for (const row of everyRow(space.sizes)) {
			const broken = brokenRule(space, row)
			if (broken !== undefined) tally.add(row, broken)
		}
	const included = entriesOf(matrix).flatMap((entry) =>
		entry.origin[0] === 'include' ? rowsWithin(space, entry) : [],
	)
	const { rows, ...pairs } = coverPairs(space, { seed: matrix.seed, given: included })
	return {
		cells: rows.map((row) => axesAt(space, row)),
		excluded: tally.groups(),
		product,
		pairs,
	}
}

/** The included cells as rows of the space that is covered; a value of their own is an open place there. */
function rowsWithin({ axes, values }: MatrixSpace, { lists }: Entry): Row[] {
	const own = spaceOf(lists, [])
	const { cells } = fullExpansion(own)
	return cells.map((cell) => axes.map((axis, at) => values[at]?.indexOf(cell[axis] ?? '') ?? open))
}
