import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { exitCodeOf, mergeRuns, parseEvents, type Results, writeMerged } from '#results'
import { exampleCell } from '#results/testing'
import { fakeVmDriver } from '#vm/fake'
import { type Plan, planShard, readCell } from '#harness/matrix'
import { fakeCellArtifacts, fakeSource, fakeSuites, refusing } from './testing/index.ts'
import { runPlan } from './run-plan.ts'

let root: string
beforeEach(async () => void (root = await mkdtemp(join(tmpdir(), 'rm-shards-'))))
afterEach(() => rm(root, { recursive: true, force: true }))

const cells = ['one', 'two', 'three', 'four', 'five'].map((slug, index) =>
	readCell(exampleCell(String(index + 1).repeat(12), slug)),
)
const plan = { name: 'fake', matrixHash: 'c0ffee', cells, unavailable: [] } as unknown as Plan

async function run(part: Plan, name: string, resume?: string): Promise<string> {
	const artifacts = await fakeCellArtifacts(join(root, name, 'artifacts'))
	const { dir } = await runPlan({
		plan: part,
		runsDir: join(root, name),
		resume,
		jobs: 1,
		snapshots: false,
		toolVersion: '0',
		env: {},
		checks: ['dns.tcp', 'dns.udp'],
		driver: fakeVmDriver({ answer: refusing }),
		signal: new AbortController().signal,
		suites: fakeSuites(),
		openArtifacts: async () => fakeSource(root, artifacts),
	})
	return dir
}

async function merge(dirs: readonly string[], allowMixed = false): Promise<Results> {
	const shards = await Promise.all(
		dirs.map(async (name) => {
			const log = join(name, 'events.ndjson')
			return { name, events: parseEvents(await readFile(log, 'utf8'), log).events }
		}),
	)
	const into = join(root, 'merged')
	const { results } = await writeMerged(mergeRuns(shards, 'merged', { allowMixed }), {
		into,
		shards: new Map(dirs.map((dir) => [dir, dir])),
	})
	return results
}

/** What does not depend on the clock. */
const told = ({ cells: found }: Results) =>
	found
		.map(({ id, slug, verdict, checks }) => ({
			id,
			slug,
			verdict,
			checks: checks.map((check) => [check.id, check.verdict, check.message]),
		}))
		.sort((a, b) => a.id.localeCompare(b.id))

it('three shards and their merge are the whole run, cell by cell; without one of them the merge is incomplete', async () => {
	const whole = await run(plan, 'whole')
	const shards: string[] = []
	for (const index of [1, 2, 3]) shards.push(await run(planShard(plan, { index, of: 3 }), `shard-${index}`))
	const merged = await merge(shards)
	const expected = JSON.parse(await readFile(join(whole, 'results.json'), 'utf8')) as Results
	expect(told(merged)).toEqual(told(expected))
	expect(merged.run.matrixHash).toBe(expected.run.matrixHash)
	expect(exitCodeOf(merged)).toBe(exitCodeOf(expected))
	await rm(join(root, 'merged'), { recursive: true })
	const two = await merge([shards[0]!, shards[2]!])
	expect(exitCodeOf(two)).toBe(3)
	expect(two.run.missing?.[0]).toBe('shard 2 of 3 never came')
	expect(await readFile(join(root, 'merged/summary.md'), 'utf8')).toContain('shard 2 of 3 never came')
})

it('a merge of different harnesses says so also when it has been resumed', async () => {
	const [two, rest] = [1, 2].map((index) =>
		planShard({ ...plan, cells: cells.slice(0, 2) }, { index, of: 2 }),
	)
	const shards = [await run(two!, 'shard-1'), await run(rest!, 'shard-2')]
	const log = join(shards[1]!, 'events.ndjson')
	// Another harness, in which one cell broke.
	const other = (await readFile(log, 'utf8'))
		.replace(/"sources":"[0-9a-f]+"/, '"sources":"other"')
		.replace(/("type":"cell\.ended"[^\n]*"outcome":)"completed"/, '$1"error"')
	await writeFile(log, other)
	const { mixed } = (await merge(shards, true)).run
	expect(mixed).toHaveLength(1)
	await run({ ...plan, cells: cells.slice(0, 2) }, 'again', join(root, 'merged'))
	const starts = parseEvents(await readFile(join(root, 'merged/events.ndjson'), 'utf8')).events.flatMap(
		(event) => (event.type === 'run.started' ? [event.mixed] : []),
	)
	expect(starts).toEqual([mixed, mixed])
	const resumed = JSON.parse(await readFile(join(root, 'merged/results.json'), 'utf8')) as Results
	expect([resumed.run.mixed, resumed.cells.map(({ attempts }) => attempts)]).toEqual([mixed, [1, 2]])
})
