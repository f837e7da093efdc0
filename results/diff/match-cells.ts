import { axisNames, axisText, type Axes, type CellRecord, type Results } from '../schema/index.ts'

/** Two cells, one of each run, that are compared; `axes` are those in which they differ. */
export interface Pair {
	readonly before: CellRecord
	readonly after: CellRecord
	readonly axes: readonly (keyof Axes)[]
}

export interface Matched {
	readonly pairs: readonly Pair[]
	readonly vanished: readonly CellRecord[]
	readonly appeared: readonly CellRecord[]
}

const settings = (cell: CellRecord): string => JSON.stringify(Object.entries(cell.daemonSettings).sort())

/** A cell without some of its axes; a daemon profile is what it sets, whatever it is called. */
const without = (cell: CellRecord, left: readonly (keyof Axes)[]): string =>
	JSON.stringify(
		axisNames.map((axis) =>
			left.includes(axis)
				? ''
				: axis === 'daemon'
					? `${cell.axes.daemon} ${settings(cell)}`
					: axisText(cell.axes, axis),
		),
	)

/** Cells that stand alone on both sides once an axis is left out: only those can be meant by the comparison. */
function onlyPairs(
	before: readonly CellRecord[],
	after: readonly CellRecord[],
	axes: readonly (keyof Axes)[],
): Pair[] {
	const unique = (cells: readonly CellRecord[]): Map<string, CellRecord | undefined> => {
		const found = new Map<string, CellRecord | undefined>()
		for (const cell of cells) {
			const key = without(cell, axes)
			found.set(key, found.has(key) ? undefined : cell)
		}
		return found
	}
	const others = unique(after)
	return [...unique(before)].flatMap(([key, one]) => {
		const other = others.get(key)
		if (one === undefined || other === undefined) return []
		return [
			{
				before: one,
				after: other,
				axes: axisNames.filter((axis) => axisText(one.axes, axis) !== axisText(other.axes, axis)),
			},
		]
	})
}

/** None: guests of another architecture. One axis alone, then two: what somebody changed on purpose. pasta's port driver goes with it. */
const changes: readonly (readonly (keyof Axes)[])[] = [
	[],
	...axisNames.map((axis) => [axis] as const),
	...axisNames.flatMap((one, index) => axisNames.slice(index + 1).map((other) => [one, other] as const)),
]

/** The same cells by their ids; then those that differ in one axis, or two, where there is no doubt which is which. */
export function matchCells(before: Results, after: Results): Matched {
	const byId = new Map(after.cells.map((cell) => [cell.id, cell]))
	const pairs: Pair[] = before.cells.flatMap((cell) => {
		const same = byId.get(cell.id)
		return same === undefined ? [] : [{ before: cell, after: same, axes: [] }]
	})
	const taken = new Set(pairs.map((pair) => pair.before.id))
	let [left, right] = [before.cells, after.cells].map((cells) =>
		cells.filter(({ id }) => !taken.has(id)),
	) as [CellRecord[], CellRecord[]]
	for (const axes of changes) {
		const found = onlyPairs(left, right, axes)
		pairs.push(...found)
		left = left.filter((cell) => !found.some((pair) => pair.before === cell))
		right = right.filter((cell) => !found.some((pair) => pair.after === cell))
	}
	return { pairs, vanished: left, appeared: right }
}
