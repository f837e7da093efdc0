import { open, type Row, type Space, type SpaceRule } from './space.ts'

const isKnown = (row: Row, rule: SpaceRule): boolean => rule.axes.every((axis) => row[axis] !== open)

/** The answer to "can this be completed?", asked often of one space. */
export interface Completer {
	/** The first allowed combination that has these values, or undefined when there is none. */
	readonly complete: (partial: Row) => Row | undefined
	/**
	 * For a partial row that has no completion: rules that are enough to rule it out, none of them superfluous.
	 * Indexes into the space's rules, ascending.
	 */
	readonly because: (partial: Row) => number[]
}

export function completer(space: Space): Completer {
	const all = new Set(space.rules.keys())
	return {
		complete: (partial) => search(space, partial, all),
		because: (partial) => {
			const needed = new Set<number>()
			search(space, partial, all, needed)
			// The search has hit more rules than it takes: each one that it can do without goes.
			for (const rule of [...needed]) {
				needed.delete(rule)
				if (search(space, partial, needed) !== undefined) needed.add(rule)
			}
			return [...needed].sort((a, b) => a - b)
		},
	}
}

/** Depth first over the axes that a rule looks at; the others take any value. */
function search(
	{ sizes, rules }: Space,
	partial: Row,
	active: ReadonlySet<number>,
	hit?: Set<number>,
): Row | undefined {
	const row = [...partial]
	const breaks = (candidates: readonly number[]): boolean => {
		for (const index of candidates) {
			const rule = rules[index]
			if (rule === undefined || !isKnown(row, rule) || !rule.forbids(row)) continue
			hit?.add(index)
			return true
		}
		return false
	}
	if (breaks([...active])) return undefined
	const byAxis = sizes.map((_, axis) => [...active].filter((index) => rules[index]?.axes.includes(axis)))
	const free = [...row.keys()].filter((axis) => row[axis] === open)
	const ruled = free
		.filter((axis) => byAxis[axis]?.length !== 0)
		.sort((a, b) => (byAxis[b]?.length ?? 0) - (byAxis[a]?.length ?? 0) || a - b)
	const descend = (depth: number): boolean => {
		const axis = ruled[depth]
		if (axis === undefined) return true
		for (let value = 0; value < (sizes[axis] ?? 0); value++) {
			row[axis] = value
			if (!breaks(byAxis[axis] ?? []) && descend(depth + 1)) return true
		}
		row[axis] = open
		return false
	}
	if (!descend(0)) return undefined
	return row.map((value) => (value === open ? 0 : value))
}
