import type { Axes } from '#results'
import type { MatrixRule, MatrixSpace, RuledOutBy } from './matrix-space.ts'
import type { Row } from './cover/space.ts'
import type { AxisLists } from './matrix.ts'

/** Combinations that are left out for one reason; one that has several is counted under the first. */
export interface ExcludedGroup {
	readonly by: RuledOutBy
	readonly reason: string
	readonly count: number
	/** The values that they have on the axes which the reason is about. */
	readonly where: AxisLists
}

/** The first rule that rules a combination out, as an index; undefined for one that may be run. */
export function brokenRule({ rules }: MatrixSpace, row: Row): number | undefined {
	for (let index = 0; index < rules.length; index++) if (rules[index]?.forbids(row)) return index
	return undefined
}

interface Tally {
	readonly rule: MatrixRule
	readonly seen: readonly (readonly [axis: number, values: Set<number>])[]
	count: number
}

/** Counts what is left out, by reason. */
export class ExcludedTally {
	readonly #space: MatrixSpace
	readonly #tallies: Tally[]

	constructor(space: MatrixSpace) {
		this.#space = space
		this.#tallies = space.rules.map((rule) => ({
			rule,
			seen: [...rule.axes].sort((a, b) => a - b).map((axis) => [axis, new Set<number>()] as const),
			count: 0,
		}))
	}

	add(row: Row, broken: number): void {
		const tally = this.#tallies[broken]
		if (tally === undefined) return
		tally.count++
		for (const [axis, values] of tally.seen) values.add(row[axis] ?? 0)
	}

	groups(): ExcludedGroup[] {
		const { axes, values } = this.#space
		return this.#tallies
			.filter(({ count }) => count > 0)
			.map(({ rule: { by, reason }, seen, count }) => ({
				by,
				reason,
				count,
				where: Object.fromEntries(
					seen.map(([axis, found]) => [
						axes[axis] as keyof Axes,
						[...found].sort((a, b) => a - b).flatMap((value) => values[axis]?.[value] ?? []),
					]),
				),
			}))
	}
}
