import { describe, expect, it, test } from 'vitest'
import { loadMatrix } from '../load-matrix.ts'
import { planMatrix } from './plan-matrix.ts'
import { planShard, readShard } from './shard.ts'

const { signal } = new AbortController()
const presets = await Promise.all(
	['quick', 'debian', 'nightly', 'full'].map(async (preset) =>
		planMatrix(await loadMatrix({ preset }, { signal })),
	),
)
const shardsOf = (plan: (typeof presets)[0], of: number, timings?: ReadonlyMap<string, number>) =>
	Array.from({ length: of }, (_, index) => planShard(plan, { index: index + 1, of }, timings))
const kernels = ({ cells }: (typeof presets)[0]) =>
	new Set(cells.map(({ axes }) => `${axes.kernel.raw} ${axes.brNetfilter.raw}`)).size

describe.each(presets.map((plan) => [plan.name, plan] as const))('shards of %s', (_, plan) => {
	it.each([1, 2, 3, 7, 2000])('have each cell once, under the plan’s hash: %i', (of) => {
		const shards = shardsOf(plan, of)
		const ids = shards.flatMap(({ cells }) => cells.map(({ id }) => id))
		expect(ids.sort()).toEqual(plan.cells.map(({ id }) => id).sort())
		expect(shards.flatMap(({ unavailable }) => unavailable).length).toBe(plan.unavailable.length)
		for (const { matrixHash, shard } of shards) {
			expect(matrixHash).toBe(plan.matrixHash)
			expect(shard).toMatchObject({ of, cells: plan.cells.length })
		}
	})

	it('are equal to a cell, and split few kernels', () => {
		const shards = shardsOf({ ...plan, unavailable: [] }, 3)
		const sizes = shards.map(({ cells }) => cells.length)
		expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
		expect(shards.reduce((sum, shard) => sum + kernels(shard), 0)).toBeLessThanOrEqual(kernels(plan) + 2)
	})
})

it('takes as long in each shard, as far as earlier runs tell', () => {
	const [plan] = presets as [(typeof presets)[0]]
	const slow = plan.cells[0]!
	const timings = new Map(plan.cells.map(({ id }) => [id, id === slow.id ? 11_000 : 1_000]))
	const [first, second] = shardsOf({ ...plan, unavailable: [] }, 2, timings)
	expect(first!.cells).toEqual([slow])
	expect(second!.cells).toHaveLength(plan.cells.length - 1)
})

test.each([
	['2/3', {}, { index: 2, of: 3 }],
	['auto', { CI_NODE_INDEX: '2', CI_NODE_TOTAL: '3' }, { index: 2, of: 3 }],
	['auto', { BUILDKITE_PARALLEL_JOB: '0', BUILDKITE_PARALLEL_JOB_COUNT: '4' }, { index: 1, of: 4 }],
	[
		'auto',
		{ SLURM_ARRAY_TASK_ID: '7', SLURM_ARRAY_TASK_MIN: '5', SLURM_ARRAY_TASK_COUNT: '3' },
		{ index: 3, of: 3 },
	],
	['auto', { JOB_COMPLETION_INDEX: '1', JOB_COMPLETIONS: '2' }, { index: 2, of: 2 }],
])('%s with %o', (text, env, shard) => {
	expect(readShard(text, env)).toEqual(shard)
})

test.each([
	['0/3', {}, 'such as 1/3'],
	['4/3', {}, 'found "4/3"'],
	['1', {}, 'found "1"'],
	['1/3/2', {}, 'found "1/3/2"'],
	['auto', {}, 'GitLab: CI_NODE_INDEX, CI_NODE_TOTAL'],
	['auto', { CI_NODE_INDEX: 'x', CI_NODE_TOTAL: '3' }, 'CI_NODE_INDEX="x", CI_NODE_TOTAL="3"'],
	['auto', { CI_NODE_INDEX: '4', CI_NODE_TOTAL: '3' }, 'GitLab’s variables are no shard'.replace('’', "'")],
	['auto', { SLURM_ARRAY_TASK_ID: '7', SLURM_ARRAY_TASK_COUNT: '3' }, 'SLURM_ARRAY_TASK_MIN=""'],
])('%s with %o is refused', (text, env, words) => {
	expect(() => readShard(text, env)).toThrow(words)
})
