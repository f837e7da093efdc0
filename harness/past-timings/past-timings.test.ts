import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { foldEvents, type Results } from '#results'
import { exampleCell, runStarted, stamped } from '#results/testing'
import { experienceOf } from './next-timing.ts'
import { pastTimings, timingsOf } from './past-timings.ts'

const cell = '111111111111'
const run = (ms: number, outcome: 'completed' | 'error'): Results =>
	foldEvents(
		stamped([
			runStarted(exampleCell(cell, 'one')),
			{ type: 'cell.started', cell, attempt: 1 },
			{ type: 'phase.ended', cell, phase: 'boot', ms },
			{ type: 'check.ended', cell, check: 'egress.tcp', outcome: 'pass', ms: 1 },
			{ type: 'cell.ended', cell, outcome },
		]),
	)

it('takes what a cell took in the newest run in which it came to its end', () => {
	const took = (results: Results, ms: number): Results => ({
		...results,
		cells: results.cells.map((one) => ({ ...one, ms })),
	})
	const completed = run(70_000, 'completed')
	const timings = timingsOf([run(1000, 'error'), took(completed, 71_000), took(completed, 90_000)])
	expect([...timings.values()]).toEqual([71_000])
})

it('reads the runs of a directory, also a merged one, whose name has no time', async () => {
	const dir = await mkdtemp(join(tmpdir(), 'past-timings-'))
	try {
		await mkdir(join(dir, 'merged'))
		await writeFile(join(dir, 'merged/events.ndjson'), '')
		await writeFile(join(dir, 'merged/results.json'), JSON.stringify(run(70_000, 'completed')))
		expect([...(await pastTimings(dir)).keys()]).toEqual([cell])
	} finally {
		await rm(dir, { recursive: true })
	}
})

it('takes the sum of the phases of a run that did not record it', () => {
	const { cells, ...rest } = run(70_000, 'completed')
	const old = { ...rest, cells: cells.map(({ ms: _, ...one }) => one) }
	expect([...timingsOf([old]).values()]).toEqual([70_000])
})

it('passes over a pipe under the name of a run’s results, and waits for nobody', async () => {
	const runsDir = await mkdtemp(join(tmpdir(), 'rm-past-'))
	for (const name of ['20261123T011500Z-a', '20261124T011500Z-b']) await mkdir(join(runsDir, name))
	execFileSync('mkfifo', [join(runsDir, '20261124T011500Z-b/results.json')])
	await writeFile(join(runsDir, '20261123T011500Z-a/results.json'), JSON.stringify(run(70_000, 'completed')))
	expect([...(await pastTimings(runsDir)).keys()]).toEqual([cell])
	await rm(runsDir, { recursive: true })
})

const phases = (
	...named: readonly (readonly [phase: 'boot' | 'install' | 'snapshot' | 'restore' | 'suites', ms: number])[]
) =>
	foldEvents(
		stamped([
			runStarted(exampleCell(cell, 'one')),
			{ type: 'cell.started', cell, attempt: 1 },
			...named.map(([phase, ms]) => ({ type: 'phase.ended' as const, cell, phase, ms })),
			{ type: 'check.ended', cell, check: 'egress.tcp', outcome: 'pass', ms: 1 },
			{ type: 'cell.ended', cell, outcome: 'completed' },
		]),
	)

it('expects of a cell that left a snapshot what a restore takes, and of one without all of it', () => {
	const first = phases(
		['boot', 60_000],
		['install', 40_000],
		['snapshot', 4000],
		['restore', 2000],
		['suites', 30_000],
	)
	expect(experienceOf([first]).cells.get(cell)).toEqual({ state: 'warm', ms: 32_000 })
	const without = phases(['boot', 60_000], ['install', 40_000], ['suites', 30_000])
	expect(experienceOf([without, first]).cells.get(cell)).toEqual({ state: 'cold', ms: 130_000 })
})

it('takes the phases of a cold cell from those that booted: what was restored says nothing of them', () => {
	const cold = phases(['boot', 60_000], ['install', 40_000], ['suites', 30_000])
	const warm = phases(['restore', 2000], ['suites', 20_000])
	const colder = phases(['boot', 80_000], ['install', 60_000], ['suites', 50_000])
	expect([...experienceOf([warm, cold, colder]).coldPhases]).toEqual([
		['boot', 70_000],
		['install', 50_000],
		['suites', 40_000],
	])
	expect(experienceOf([warm, run(1, 'error')]).coldPhases.size).toBe(0)
})
