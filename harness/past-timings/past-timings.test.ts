import { expect, it } from 'vitest'
import { foldEvents, type Results } from '#results'
import { exampleCell, runStarted, stamped } from '#results/testing'
import { coldTimingsOf, timingsOf } from './past-timings.ts'

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

it('takes the sum of the phases of a run that did not record it', () => {
	const { cells, ...rest } = run(70_000, 'completed')
	const old = { ...rest, cells: cells.map(({ ms: _, ...one }) => one) }
	expect([...timingsOf([old]).values()]).toEqual([70_000])
})

it('tells what booted and installed from what was restored, which says nothing about a cell without a snapshot', () => {
	const restored = foldEvents(
		stamped([
			runStarted(exampleCell(cell, 'one')),
			{ type: 'cell.started', cell, attempt: 1 },
			{ type: 'phase.ended', cell, phase: 'restore', ms: 4000 },
			{ type: 'check.ended', cell, check: 'egress.tcp', outcome: 'pass', ms: 1 },
			{ type: 'cell.ended', cell, outcome: 'completed' },
		]),
	)
	const cold = run(150_000, 'completed')
	expect(coldTimingsOf([restored, cold, run(1, 'error')])).toEqual([...timingsOf([cold]).values()])
	expect(coldTimingsOf([restored])).toEqual([])
})
