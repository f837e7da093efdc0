import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { planMatrix, type Plan, readPlanRecord, recorded } from '#harness/matrix'
import { openStore, type Store, StoreError } from '#harness/store'
import { exampleAxes } from '#results/testing'
import { groupsOf } from './groups.ts'
import { attemptsOf, newRunId, runIdForm } from './names.ts'
import { loadPlan, storePlan } from './plan.ts'
import { loadBullMq } from './queue/load.ts'
import { queueKind, queueTrouble } from './queue/queue-url.ts'
import { factsOf, fewCells } from './testing/fake-farm.ts'
import { manyCells } from './testing/large-plan.ts'
import { patiently } from './worker/patience.ts'

let dir: string
let store: Store
let plan: Plan
beforeAll(async () => {
	dir = await mkdtemp(join(tmpdir(), 'rm-plan-'))
	store = await openStore(`dir:${dir}`)
	plan = await fewCells(12)
})
afterAll(() => rm(dir, { recursive: true }))

it('is read as it was stored, by the id of its run', async () => {
	const run = newRunId('a.b/c', new Date('2026-11-26T22:15:00Z'))
	expect(runIdForm.parse(run)).toMatch(/^20261126T221500Z-a-b_c-/)
	const stored = await storePlan(store, { facts: factsOf(run), plan, checks: ['dns.udp'], lock: 'pins' })
	const read = await loadPlan(store, run, { digest: stored.digest })
	// Who submits goes on with what the workers read.
	expect(read).toEqual(stored)
	expect(read).toMatchObject({
		checks: ['dns.udp'],
		lock: 'pins',
		facts: { cells: 12, matrixHash: plan.matrixHash },
	})
	expect(read.plan.cells).toEqual(plan.cells)
	expect(read.groups.flatMap(({ cells }) => cells).sort()).toEqual(plan.cells.map(({ id }) => id).sort())
	await expect(loadPlan(store, run, { digest: `sha256:${'1'.repeat(64)}` })).rejects.toThrow(StoreError)
	await expect(loadPlan(store, newRunId('x', new Date()))).rejects.toThrow('has no run')
})

it('has groups of at most eight cells, each of one kernel', () => {
	const [cell] = plan.cells
	if (cell === undefined) throw new Error('quick has cells')
	const many = Array.from({ length: 20 }, (_, index) => ({ ...cell, id: String(index).padStart(12, '0') }))
	expect(groupsOf(many).map(({ id, cells }) => [id, cells.length])).toEqual([
		['g00001', 8],
		['g00002', 8],
		['g00003', 4],
	])
	for (const { cells } of groupsOf(plan.cells))
		expect(
			new Set(plan.cells.flatMap(({ id, axes }) => (cells.includes(id) ? axes.kernel.raw : []))).size,
		).toBe(1)
})

const ownPasta = `pasta@file:./passt#sha256=${'a'.repeat(64)}`

it.each([
	['file:./bzImage', { kernel: ['file:./bzImage'] }],
	['local:../mine', { docker: ['local:../mine'] }],
	['local:./kit', { rootlesskit: ['local:./kit'] }],
	[ownPasta, { docker: ['debian:28.5'], network: [ownPasta], portDriver: ['implicit'] }],
])('with a file of one machine is refused: %s', async (path, own) => {
	const lists = { cells: [], include: [], exclude: [], mirrors: [], daemons: { default: {} } }
	const axes = Object.fromEntries(Object.entries(exampleAxes).map(([axis, value]) => [axis, [value]]))
	const local = planMatrix({ name: 'own', coverage: 'full', seed: 1, ...lists, axes: { ...axes, ...own } })
	const run = newRunId('own', new Date())
	await expect(storePlan(store, { facts: factsOf(run), plan: local })).rejects.toThrow(
		`a farm cannot run what is a file of one machine: ${path}`,
	)
})

it('is stored only as workers will take it, in as many pieces as it takes', async () => {
	const [cell] = plan.cells
	if (cell === undefined) throw new Error('quick has cells')
	const twice = { ...plan, cells: Array.from({ length: 600 }, () => cell) }
	const run = newRunId('twice', new Date())
	await expect(storePlan(store, { facts: factsOf(run), plan: twice })).rejects.toThrow(
		'two of its cells have one name',
	)
	await expect(loadPlan(store, run)).rejects.toThrow('has no run')
	const large = manyCells(1100)
	await storePlan(store, { facts: factsOf(run), plan: large })
	expect((await loadPlan(store, run)).plan.cells).toEqual(large.cells)
})

it.each<[string, (cell: ReturnType<typeof recorded>) => object]>([
	['an id that is of something else', (cell) => ({ ...cell, id: '0'.repeat(12) })],
	['a name that is a path', (cell) => ({ ...cell, slug: '../../out' })],
	[
		'an axis that no matrix file may have',
		(cell) => ({ ...cell, axes: { ...cell.axes, network: 'x;reboot' } }),
	],
	[
		'settings that no matrix file may have',
		(cell) => ({ ...cell, daemonSettings: { rootlesskitFlags: ['$(reboot)'] } }),
	],
	['a key that there is not', (cell) => ({ ...cell, run: 'reboot' })],
])('with %s is none', (_, change) => {
	const cells = plan.cells.map(recorded).map((cell, index) => (index === 0 ? change(cell) : cell))
	expect(() => readPlanRecord({ name: plan.name, matrixHash: plan.matrixHash, cells })).toThrow(
		'these are no cells of a plan',
	)
})

it('knows the attempts of a cell in one order, whoever lists them', () => {
	const [run, cell] = ['20261126T221500Z-quick-3fa94c', 'a'.repeat(12)]
	const names = [
		`2.fail.${'1'.repeat(12)}`,
		`1.pass.${'2'.repeat(12)}`,
		`1.fail.${'0'.repeat(12)}`,
		'1.odd.x',
		'x',
	]
	const found = attemptsOf(run, [`${run}.plan`, ...names.map((name) => `${run}.c.${cell}.${name}`)])
	expect(found.get(cell)?.map(({ number, verdict }) => [number, verdict])).toEqual([
		[1, 'fail'],
		[1, 'pass'],
		[2, 'fail'],
	])
})

it('says what a queue is, and what is amiss with one, without its password', () => {
	expect([queueKind('rediss://h'), queueKind('postgresql://h/d')]).toEqual(['redis', 'postgres'])
	expect(() => queueKind('amqp://u:secret@h')).toThrow("not 'amqp://h'")
	const wrong = queueTrouble('redis://:secret@h', new Error('WRONGPASS invalid'))
	expect([wrong.code, wrong.message]).toEqual([
		'configuration',
		'the queue redis://h refuses the user or the password',
	])
})

it('says which packages are to be installed', async () => {
	const there = () => undefined
	const gone = () => {
		throw new Error('not found')
	}
	await expect(loadBullMq('postgres', { bullmq: gone, ioredis: there, pg: gone })).rejects.toMatchObject({
		message: 'a farm with this queue needs bullmq and pg, which are not installed',
		hint: expect.stringContaining('npm install bullmq pg') as string,
	})
})

it('waits for a store that is full or away, and not for one that is damaged', async () => {
	const said: string[] = []
	const waiting = {
		patience: 60_000,
		signal: new AbortController().signal,
		say: (text: string) => void said.push(text),
	}
	let tries = 0
	const full = () =>
		++tries < 3 ? Promise.reject(new StoreError('full', 'dir:/x is full')) : Promise.resolve('stored')
	expect(await patiently(full, waiting)).toBe('stored')
	expect(said).toEqual([
		expect.stringMatching(/^Waiting for the store: dir:\/x is full Free some space there/),
	])
	const damaged = () => Promise.reject(new StoreError('damaged', 'torn'))
	await expect(patiently(damaged, waiting)).rejects.toThrow('torn')
	await expect(
		patiently(() => Promise.reject(new StoreError('full', 'f')), { ...waiting, patience: 0 }),
	).rejects.toThrow('f')
})
