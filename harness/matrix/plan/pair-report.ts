import type { Axes } from '#results'
import { pairwise, type PairwiseOptions } from './cover/pairwise.ts'
import type { Row } from './cover/space.ts'
import type { MatrixSpace, RuledOutBy } from './matrix-space.ts'

/** Pairs of values that no cell can have, all for the same reason. */
interface ImpossiblePairs {
	readonly by: readonly RuledOutBy[]
	readonly reason: string
	/** As `axis=value`. */
	readonly pairs: readonly (readonly [string, string])[]
}

/** What a pairwise cover covers, and what no cover can. */
export interface PairReport {
	readonly seed: number
	/** Pairs of values that are possible; each is in at least one cell. */
	readonly covered: number
	readonly impossible: readonly ImpossiblePairs[]
}

/** @returns rows of the space, and what they cover. */
export function coverPairs(
	space: MatrixSpace,
	options: PairwiseOptions,
): PairReport & { rows: readonly Row[] } {
	const { rows, possible, impossible } = pairwise(space, options)
	const groups = new Map<string, ImpossiblePairs & { pairs: [string, string][] }>()
	for (const { axes, values, because } of impossible) {
		const rules = because.flatMap((index) => space.rules[index] ?? [])
		const group = groups.get(because.join()) ?? {
			by: rules.map(({ by }) => by),
			reason: rules.map(({ reason }) => reason).join('; '),
			pairs: [],
		}
		groups.set(because.join(), group)
		group.pairs.push([valueAt(space, axes[0], values[0]), valueAt(space, axes[1], values[1])])
	}
	return { rows, seed: options.seed, covered: possible, impossible: [...groups.values()] }
}

const valueAt = ({ axes, values }: MatrixSpace, axis: number, value: number): string =>
	`${axes[axis] as keyof Axes}=${values[axis]?.[value] ?? ''}`
