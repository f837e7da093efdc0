import { axisDefaults, axisNames, isOptionalAxis } from '#results'
import type { Cell } from '../cell.ts'
import type { Plan } from '../plan/plan-matrix.ts'
import { plural } from './words.ts'

type Cells = readonly Cell[]

/** The cells as a tree, an axis a level; what has only one way on stands on one line, and what all share at the top. */
export function cellTree({ cells }: Plan): string[] {
	const first = cells[0]
	if (first === undefined) return []
	const varying = axisNames.filter((axis) =>
		cells.some((cell) => cell.axes[axis].raw !== first.axes[axis].raw),
	)
	const shared = axisNames
		.filter((axis) => !varying.includes(axis))
		.filter((axis) => !isOptionalAxis(axis) || first.axes[axis].raw !== axisDefaults[axis])
		.map((axis) => `${axis} ${first.axes[axis].raw}`)
	return [
		...(shared.length === 0 ? [] : [`All: ${shared.join(' · ')}`]),
		...(varying.length === 0 ? [first.id] : [`By ${varying.join(', ')}:`, ...branches(cells, varying)]),
	]
}

function branches(cells: Cells, axes: readonly (typeof axisNames)[number][]): string[] {
	const [axis, ...rest] = axes
	if (axis === undefined) return []
	const byValue = new Map<string, Cell[]>()
	for (const cell of cells) {
		const group = byValue.get(cell.axes[axis].raw)
		if (group) group.push(cell)
		else byValue.set(cell.axes[axis].raw, [cell])
	}
	const groups = [...byValue]
	return groups.flatMap(([value, group], index) => {
		const last = index === groups.length - 1
		const [words, below] = chain(group, rest)
		const [leaf] = group
		const end = group.length === 1 ? `  ${leaf?.id ?? ''}` : `  (${plural(group.length, 'cell')})`
		return [
			`${last ? '└─' : '├─'} ${[value, ...words].join(' · ')}${end}`,
			...branches(group, below).map((line) => `${last ? '   ' : '│  '}${line}`),
		]
	})
}

/** The values that a group agrees on from here, and the axes that are left. */
function chain(group: Cells, axes: readonly (typeof axisNames)[number][]): [string[], typeof axes] {
	const words: string[] = []
	const rest = [...axes]
	for (let axis = rest[0]; axis !== undefined; axis = rest[0]) {
		const value = group[0]?.axes[axis].raw ?? ''
		if (group.some((cell) => cell.axes[axis].raw !== value)) break
		words.push(value)
		rest.shift()
	}
	return [words, rest]
}
