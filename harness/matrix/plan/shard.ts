import { ConfigurationError, type ShardRecord } from '#results'
import type { Cell } from '../cell.ts'
import type { Plan } from './plan-matrix.ts'

/** One of several runs that share a plan; `index` is from 1. */
export type Shard = Pick<ShardRecord, 'index' | 'of'>

/** A CI's variables for one of several equal jobs. */
interface CiVariables {
	readonly ci: string
	readonly index: string
	/** What the first job has in it: a number, or the variable that says it. */
	readonly first: number | string
	readonly of: string
}

const ciVariables: readonly CiVariables[] = [
	{ ci: 'GitLab', index: 'CI_NODE_INDEX', first: 1, of: 'CI_NODE_TOTAL' },
	{ ci: 'Buildkite', index: 'BUILDKITE_PARALLEL_JOB', first: 0, of: 'BUILDKITE_PARALLEL_JOB_COUNT' },
	{
		ci: 'Slurm',
		index: 'SLURM_ARRAY_TASK_ID',
		first: 'SLURM_ARRAY_TASK_MIN',
		of: 'SLURM_ARRAY_TASK_COUNT',
	},
	{ ci: 'Kubernetes', index: 'JOB_COMPLETION_INDEX', first: 0, of: 'JOB_COMPLETIONS' },
]

/** @throws ConfigurationError unless it is `i/n` with 1 ≤ i ≤ n, or `auto` where a CI says it in its variables. */
export function readShard(text: string, env: Readonly<NodeJS.ProcessEnv>): Shard {
	if (text === 'auto') return shardOfCi(env)
	const [, index, of] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? []
	const shard = { index: Number(index), of: Number(of) }
	if (!isShard(shard))
		throw new ConfigurationError(
			`--shard: expected a shard of a number of shards, such as 1/3, or auto, found "${text}"`,
		)
	return shard
}

/** NaN is none. */
const isShard = ({ index, of }: Shard): boolean => index >= 1 && index <= of

function shardOfCi(env: Readonly<NodeJS.ProcessEnv>): Shard {
	const found = ciVariables.find(({ index, of }) => env[index] !== undefined && env[of] !== undefined)
	if (found === undefined)
		throw new ConfigurationError(
			`--shard auto: no variables say which shard this is (${ciVariables.map(({ ci, index, of }) => `${ci}: ${index}, ${of}`).join('; ')})`,
			{ hint: 'Say it with --shard 1/3, or set these variables.' },
		)
	const numberIn = (name: string): number => {
		const value = env[name] ?? ''
		return /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN
	}
	const first = typeof found.first === 'number' ? found.first : numberIn(found.first)
	const shard = { index: numberIn(found.index) - first + 1, of: numberIn(found.of) }
	if (!isShard(shard))
		throw new ConfigurationError(
			`--shard auto: ${found.ci}'s variables are no shard: ${[found.index, found.of, ...(typeof found.first === 'string' ? [found.first] : [])].map((name) => `${name}="${env[name] ?? ''}"`).join(', ')}`,
			{ hint: 'Say it with --shard 1/3.' },
		)
	return shard
}

/** Cells of one group boot the same kernel on the same base image, so that a machine prepares both once. */
const groupOf = ({ axes }: Cell): string => `${axes.kernel.raw}\n${axes.brNetfilter.raw}`

/**
 * A shard's part of a plan; the hash stays the plan's, by which `merge` knows the shards. Groups that share a kernel stay
 * together, except where that would leave the shards unequal: the cells stand in a line, group by group, and the line is cut
 * into equal parts. Every shard must be given the same plan and timings.
 * @param timings Milliseconds by the cell's id; a cell without counts as the mean. Default: all cells count alike.
 */
export function planShard(plan: Plan, shard: Shard, timings: ReadonlyMap<string, number> = new Map()): Plan {
	const unavailable = new Set(plan.unavailable.map(({ id }) => id))
	const known = plan.cells.flatMap(({ id }) => timings.get(id) ?? [])
	const mean = known.length === 0 ? 1 : known.reduce((sum, ms) => sum + ms, 0) / known.length
	// What is not tried costs nothing, but it must fall to somebody.
	const weightOf = ({ id }: Cell) => (unavailable.has(id) ? mean / 1e6 : (timings.get(id) ?? mean))
	const groups = new Map<string, Cell[]>()
	for (const cell of plan.cells) {
		const group = groups.get(groupOf(cell))
		if (group) group.push(cell)
		else groups.set(groupOf(cell), [cell])
	}
	const line = [...groups.values()].flat()
	const total = line.reduce((sum, cell) => sum + weightOf(cell), 0)
	const own = new Set<string>()
	let before = 0
	for (const cell of line) {
		const weight = weightOf(cell)
		const part = Math.min(shard.of, 1 + Math.floor(((before + weight / 2) / total) * shard.of))
		if (part === shard.index) own.add(cell.id)
		before += weight
	}
	return {
		...plan,
		cells: plan.cells.filter(({ id }) => own.has(id)),
		unavailable: plan.unavailable.filter(({ id }) => own.has(id)),
		shard: { ...shard, cells: plan.cells.length },
	}
}
