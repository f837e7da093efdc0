import { axisNames, type Axes } from '#results'
import type { Constraint } from './constraint.ts'
import { axesOf, breaks, constraints } from './constraints.ts'
import { everyRow, productOf, type Row, type Space, type SpaceRule } from './cover/space.ts'
import type { AxisLists } from './matrix.ts'

/** What rules a combination out: `exclude` number n of the file, or a constraint. */
export type RuledOutBy = { readonly exclude: number } | { readonly constraint: string }

export interface MatrixRule extends SpaceRule {
	readonly by: RuledOutBy
	readonly reason: string
}

/** An entry of the matrix file as a space: what it lists, and what may not be combined. */
export interface MatrixSpace extends Space {
	/** The axes that have values, in the order of the design; others are missing from a file with problems. */
	readonly axes: readonly (keyof Axes)[]
	readonly values: readonly (readonly string[])[]
	/** Excludes first, then constraints. */
	readonly rules: readonly MatrixRule[]
}

/** `exclude` is empty for entries that no exclude touches. */
export function spaceOf(lists: AxisLists, exclude: readonly AxisLists[]): MatrixSpace {
	const axes = axisNames.filter((axis) => (lists[axis]?.length ?? 0) > 0)
	const values = axes.map((axis) => lists[axis] ?? [])
	const excludes = exclude.flatMap((pattern, index) => excludeRule(pattern, index, { axes, values }))
	return {
		axes,
		values,
		sizes: values.map((list) => list.length),
		rules: [
			...excludes,
			...constraints.flatMap((constraint) => constraintRule(constraint, { axes, values })),
		],
	}
}

type Named = Pick<MatrixSpace, 'axes' | 'values'>

/** The combination as the cells spell it. */
export function axesAt({ axes, values }: Named, row: Row): Partial<Axes> {
	const named: Record<string, string> = {}
	for (const [index, axis] of axes.entries()) {
		const value = values[index]?.[row[index] ?? -1]
		if (value !== undefined) named[axis] = value
	}
	return named
}

function excludeRule(pattern: AxisLists, index: number, { axes, values }: Named): MatrixRule[] {
	const named = axisNames.filter((axis) => pattern[axis] !== undefined)
	const places = named.map((axis) => axes.indexOf(axis))
	const excluded = named.map((axis, at) =>
		values[places[at] ?? -1]?.map((value) => pattern[axis]?.includes(value)),
	)
	// A pattern that names a value which is not here matches nothing here.
	if (excluded.some((list) => list?.includes(true) !== true)) return []
	return [
		{
			axes: places,
			forbids: (row) => places.every((axis, at) => excluded[at]?.[row[axis] ?? -1] === true),
			by: { exclude: index },
			reason: `left out by exclude[${index}] of the matrix file`,
		},
	]
}

/** Asks once for each combination of the few axes that a constraint looks at. */
function constraintRule(constraint: Constraint, space: Named): MatrixRule[] {
	const axes = axesOf(constraint).flatMap((axis) => {
		const index = space.axes.indexOf(axis)
		return index < 0 ? [] : [index]
	})
	const sizes = axes.map((axis) => space.values[axis]?.length ?? 0)
	const own = {
		axes: axes.map((axis) => space.axes[axis] as keyof Axes),
		values: axes.map((axis) => space.values[axis] ?? []),
	}
	const forbidden = new Uint8Array(productOf(sizes))
	let number = 0
	for (const row of everyRow(sizes)) forbidden[number++] = breaks(constraint, axesAt(own, row)) ? 1 : 0
	if (!forbidden.includes(1)) return []
	const place = (row: Row): number =>
		axes.reduce((sum, axis, at) => sum * (sizes[at] ?? 0) + (row[axis] ?? 0), 0)
	return [
		{
			axes,
			forbids: (row) => forbidden[place(row)] === 1,
			by: { constraint: constraint.id },
			reason: constraint.reason,
		},
	]
}
