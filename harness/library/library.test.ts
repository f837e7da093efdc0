import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import {
	defineMatrix,
	diffRuns,
	explain,
	HarnessError,
	loadMatrix,
	planMatrix,
	readRun,
	run,
} from './index.ts'
import { readSchema } from './schema.ts'

const ours = {
	name: 'ours',
	daemons: { default: {} },
	axes: {
		kernel: 'debian:6.12',
		brNetfilter: ['loaded', 'unloaded'],
		docker: 'upstream:27.5.1',
		rootlesskit: 'bundled',
		network: 'pasta@2025_05_03',
		portDriver: 'implicit',
		daemon: 'default',
	},
	coverage: 'full',
} as const

let dir: string
beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'rm-library-'))
})
afterEach(() => rm(dir, { recursive: true }))

it('plans and explains a matrix of one’s own', () => {
	const plan = planMatrix(defineMatrix(ours), { only: ['*unloaded*'] })
	expect(plan.cells.map(({ slug }) => slug)).toEqual([
		'k6.12-unloaded-docker27.5.1-pasta2025_05_03-implicit-default',
	])
	const { checks } = explain(plan.cells[0]!)
	expect(checks.find(({ check }) => check === 'publish.any-v6')?.expect).toBe('known')
	expect(() => planMatrix(defineMatrix(ours), { only: ['nothing'] })).toThrow('nothing matches none')
	expect(() => defineMatrix({ ...ours, axes: { ...ours.axes, kernel: 'red-hat' } })).toThrow('kernel')
})

it('refuses a pattern that matches no check before anything is recorded', async () => {
	const plan = planMatrix(await loadMatrix({ preset: 'quick' }), { shard: '1/12' })
	const options = { offline: true, runsDir: join(dir, 'none'), checks: ['dns.*', 'egress.tpc'] }
	await expect(run(plan, options)).rejects.toThrow('egress.tpc matches no check')
	expect(existsSync(join(dir, 'none'))).toBe(false)
})

it('records a run of what is not available, without a connection, and reads and compares it', async () => {
	const plan = planMatrix(await loadMatrix({ preset: 'quick' }), { only: ['*27.5.1*'], shard: '1/6' })
	const seen: string[] = []
	const options = { offline: true, env: { ROOTLESS_MATRIX_CACHE: join(dir, 'cache') } }
	const finished = await run(plan, {
		...options,
		runsDir: join(dir, 'runs'),
		baseDir: dir,
		onEvent: (event) => void seen.push(event.type),
	})
	expect(finished.results.cells.map(({ verdict }) => verdict)).toEqual(['unavailable'])
	expect(seen).toContain('cell.ended')
	const recorded = await readRun(finished.dir)
	expect([recorded.gaps, recorded.results]).toEqual([[], finished.results])
	expect(diffRuns(recorded, finished).changes).toEqual([])
	await expect(readRun(dir)).rejects.toThrow('is not the directory of a run')
})

it('refuses a cache and a temporary directory as the command does', async () => {
	const plan = planMatrix(await loadMatrix({ preset: 'quick' }), { only: ['*27.5.1*'], shard: '1/6' })
	const runIn = (env: NodeJS.ProcessEnv) =>
		run(plan, { offline: true, runsDir: join(dir, 'runs'), baseDir: dir, env })
	const open = join(dir, 'open')
	await mkdir(open)
	await chmod(open, 0o777)
	await expect(runIn({ ROOTLESS_MATRIX_CACHE: open })).rejects.toThrow('Everybody may write to the cache')
	const odd = { ROOTLESS_MATRIX_CACHE: join(dir, '"cache"') }
	await expect(runIn(odd)).rejects.toThrow('ROOTLESS_MATRIX_CACHE has a quote')
	vi.stubEnv('TMPDIR', join(dir, '"tmp"'))
	await expect(runIn({})).rejects.toThrow('TMPDIR has a quote')
	expect(await readdir(dir)).toEqual(['open'])
})

it('says of what a call does not take what was expected and found, as errors of its own', async () => {
	const said = async (call: () => unknown) => {
		const error = await Promise.resolve()
			.then(call)
			.catch((thrown: unknown) => thrown)
		return error instanceof HarnessError ? [error.code, error.message] : error
	}
	const [{ axes } = { axes: {} }] = planMatrix(defineMatrix(ours)).cells
	expect(await said(() => readSchema('zz' as never))).toEqual([
		'configuration',
		'readSchema: expected "matrix", "results" or "lock", found "zz"',
	])
	for (const none of [{}, undefined, null, { axes }, { axes: { kernel: 'debian:6.12' }, daemonSettings: {} }])
		expect(await said(() => explain(none as never))).toEqual([
			'configuration',
			expect.stringMatching(/^explain: expected a cell of what planMatrix gives, found ./),
		])
	for (const none of [{}, undefined, 'quick', { file: 7 }])
		expect(await said(() => loadMatrix(none as never))).toEqual([
			'configuration',
			expect.stringMatching(/^loadMatrix: expected \{ file: "…" \} or \{ preset: "…" \}, found ./),
		])
	const asked = [
		['planMatrix', () => planMatrix('quick' as never), 'a matrix, as loadMatrix and defineMatrix give it'],
		['run', () => run({} as never), 'a plan, as planMatrix gives it'],
		['readRun', () => readRun(7 as never), 'the directory of a run'],
		['diffRuns', () => diffRuns({} as never, null as never), 'a run, as readRun and run give it'],
	] as const
	for (const [name, call, expected] of asked)
		expect(await said(call)).toEqual([
			'configuration',
			expect.stringMatching(new RegExp(`^${name}: expected ${expected}, found .`)),
		])
})

it('gives the schema of a matrix file', async () => {
	expect(Object.keys((await readSchema('matrix')).properties ?? {})).toContain('axes')
})
