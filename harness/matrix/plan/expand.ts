import { axisNames, type Axes } from '#results'
import { violations } from './constraints.ts'
import type { AxisLists, Matrix } from './matrix.ts'

/** Which part of the matrix file a cell comes from. */
export type Origin = readonly ['axes'] | readonly ['cells' | 'include', number]

export interface Candidate<A = Axes> {
	readonly axes: A
	readonly origin: Origin
}
export interface Excluded<A = Axes> extends Candidate<A> {
	readonly reason: string
	/** `exclude` number n of the file, or a constraint. */
	readonly by: { readonly exclude: number } | { readonly constraint: string }
}
export interface Expansion<A = Axes> {
	readonly candidates: readonly Candidate<A>[]
	readonly excluded: readonly Excluded<A>[]
}

/** How many cells an entry stands for, without making them. */
export const sizeOf = (lists: AxisLists): number =>
	axisNames.reduce((product, axis) => product * (lists[axis]?.length || 1), 1)

function product(lists: AxisLists): Partial<Axes>[] {
	return axisNames.reduce<Partial<Axes>[]>(
		(cells, axis) => {
			const values = lists[axis]
			return values === undefined || values.length === 0
				? cells
				: cells.flatMap((cell) => values.map((value) => ({ ...cell, [axis]: value })))
		},
		[{}],
	)
}

const matches = (pattern: AxisLists, axes: Partial<Axes>): boolean =>
	axisNames.every((axis) => {
		const value = axes[axis]
		return pattern[axis] === undefined || (value !== undefined && pattern[axis].includes(value))
	})

export function entriesOf(matrix: Matrix): { origin: Origin; lists: AxisLists }[] {
	const completed = (part: 'cells' | 'include') =>
		matrix[part].map((entry, index) => ({
			origin: [part, index] as const,
			lists: { ...matrix.axes, ...entry },
		}))
	const planned =
		matrix.coverage === 'list' ? completed('cells') : [{ origin: ['axes'] as const, lists: matrix.axes }]
	return [...planned, ...completed('include')]
}

/**
 * Every cell the file asks for, and every one it or a constraint leaves out. Works on files that are
 * still incomplete, so that their other problems can be told at the same time.
 */
export function expandMatrix(matrix: Matrix): Expansion<Partial<Axes>> {
	const candidates: Candidate<Partial<Axes>>[] = []
	const excluded: Excluded<Partial<Axes>>[] = []
	for (const { origin, lists } of entriesOf(matrix))
		for (const axes of product(lists)) {
			const exclude =
				origin[0] === 'include' ? -1 : matrix.exclude.findIndex((pattern) => matches(pattern, axes))
			const broken = violations(axes)
			if (exclude >= 0)
				excluded.push({
					axes,
					origin,
					by: { exclude },
					reason: `left out by exclude[${exclude}] of the matrix file`,
				})
			else if (broken[0])
				excluded.push({
					axes,
					origin,
					by: { constraint: broken[0].id },
					reason: broken.map(({ reason }) => reason).join('; '),
				})
			else candidates.push({ axes, origin })
		}
	return { candidates, excluded }
}
