import { expect, it } from 'vitest'
import { cellRun, checked, exampleCell, exampleResults } from '#results/testing'
import { nextCommands } from './next.ts'

const cell = exampleCell('a'.repeat(12), 'red')
const results = exampleResults([cell], cellRun(cell.id, checked(cell.id, 'dns.udp')))

it('offers three commands: after failures to try them again, after an interrupt to go on', () => {
	const [first] = results.cells
	if (first === undefined) throw new Error('the example has no cell')
	const failed = {
		...first,
		slug: 'red',
		checks: first.checks.map((one) => ({ ...one, verdict: 'fail' as const })),
	}
	const whole = { ...results, run: { ...results.run, state: 'completed' as const }, cells: [failed] }
	const offered = nextCommands({ dir: 'runs/a', results: whole }, { preset: 'quick' })
	expect(offered.map((line) => line.trim().split(/ {2,}/)[0])).toEqual([
		'$ rootless-matrix show-report runs/a',
		'$ rootless-matrix repro runs/a/cells/red',
		'$ rootless-matrix run --preset quick --last-failed runs/a',
	])
	const broken = { ...whole, run: { ...whole.run, state: 'interrupted' as const }, cells: [] }
	// The same cells, and this run, whatever is the newest by then.
	expect(
		nextCommands({ dir: 'runs/a', results: broken }, { matrix: 'm.yaml', only: ['*pasta*'] })[1],
	).toContain("$ rootless-matrix run --matrix m.yaml --only '*pasta*' --resume runs/a")
})

it('asks a soak that failed once more for as long', () => {
	const failed = (check: string) => {
		const run = exampleResults([cell], cellRun(cell.id, checked(cell.id, check, { outcome: 'fail' })))
		return nextCommands({ dir: 'runs/a', results: run }, { preset: 'quick', soak: '10m' }).join()
	}
	expect(failed('daemon.soak')).toContain('run --preset quick --soak 10m --last-failed runs/a')
	expect(failed('dns.udp')).toContain('run --preset quick --last-failed runs/a')
})

it('begins as the program was started', () => {
	const program = 'npx rootless-matrix'
	const offered = nextCommands({ dir: 'runs/a', results }, { preset: 'quick', program })
	expect(offered.every((line) => line.startsWith('  $ npx rootless-matrix '))).toBe(true)
})

it('quotes a place that has blanks or what a shell would expand', () => {
	const [offered] = nextCommands({ dir: 'some where/*/a', results }, { preset: 'quick' })
	expect(offered).toContain("$ rootless-matrix show-report 'some where/*/a'  ")
})

it('asks a run that is resumed what it was asked, and has no words at the far end of a long command', () => {
	const stopped = { ...results, run: { ...results.run, state: 'interrupted' as const }, cells: [] }
	const only = Array.from({ length: 20 }, (_, at) => `cell-${at}`)
	const offered = nextCommands(
		{ dir: 'runs/a', results: stopped },
		{ preset: 'quick', only, driver: 'qemu', shard: '1/3', checks: ['dns.*'], soak: '10m' },
	)
	expect(offered[1]).toMatch(
		/ cell-19 --driver qemu --shard 1\/3 --checks 'dns\.\*' --soak 10m --resume runs\/a$/,
	)
	expect(offered[2]).toBe('      the cells that did not come to an end')
	expect(offered.filter((line) => / {20,}/.test(line.trim()))).toEqual([])
})

it('offers to resume a run of which a cell broke, and lists it where it lies', () => {
	const [first] = results.cells
	if (first === undefined) throw new Error('the example has no cell')
	const run = { ...results.run, state: 'completed' as const }
	const broken = { ...results, run, cells: [{ ...first, verdict: 'error' as const, checks: [] }] }
	expect(nextCommands({ dir: 'else/a', results: broken }, { preset: 'quick' })[1]).toContain(
		'$ rootless-matrix run --preset quick --resume else/a',
	)
	const whole = { ...results, run, cells: [] }
	const offered = (dir: string) => nextCommands({ dir, results: whole }, { preset: 'quick' }).at(-1)
	expect(offered('else/a')).toContain('$ rootless-matrix ls --runs-dir else ')
	expect(offered('runs/a')).toContain('$ rootless-matrix ls ')
})
