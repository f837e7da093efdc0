import { type Matrix, type Plan, planMatching, planMatrix, planShard, readShard } from '#harness/matrix'
import { notExpected } from './not-expected.ts'

export interface PlanOptions {
	/** Patterns of the cells' names or ids; default: all cells. */
	readonly only?: readonly string[] | undefined
	/** `2/3`: the second of three parts. */
	readonly shard?: string | undefined
}

/**
 * What a run of the matrix would do: plain data, the same on every machine.
 * @throws ConfigurationError for what is no matrix, when one of the patterns matches no cell, or the shard is none.
 */
export function planCells(matrix: Matrix, { only = [], shard }: PlanOptions = {}): Plan {
	if (!Array.isArray((matrix as Partial<Matrix> | null | undefined)?.cells))
		throw notExpected('planMatrix', 'a matrix, as loadMatrix and defineMatrix give it', matrix)
	const plan = planMatching(planMatrix(matrix), only)
	return shard === undefined ? plan : planShard(plan, readShard(shard, {}))
}
