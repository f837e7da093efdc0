import {
	globToRegExp,
	type Matrix,
	type Plan,
	planMatrix,
	planOnly,
	planShard,
	readShard,
} from '#harness/matrix'
import { ConfigurationError } from '#results'

export interface PlanOptions {
	/** Patterns of the cells' names or ids; default: all cells. */
	readonly only?: readonly string[] | undefined
	/** `2/3`: the second of three parts. */
	readonly shard?: string | undefined
}

/**
 * What a run of the matrix would do: plain data, the same on every machine.
 * @throws ConfigurationError when the patterns match no cell, or the shard is none.
 */
export function planCells(matrix: Matrix, { only = [], shard }: PlanOptions = {}): Plan {
	const patterns = only.map(globToRegExp)
	const whole = planMatrix(matrix)
	const plan =
		patterns.length === 0
			? whole
			: planOnly(whole, ({ slug, id }) => patterns.some((pattern) => pattern.test(slug) || pattern.test(id)))
	if (plan.cells.length === 0) throw new ConfigurationError(`${only.join(' ')} matches none of the cells`)
	return shard === undefined ? plan : planShard(plan, readShard(shard, {}))
}
