import { expect, it } from 'vitest'
import { exampleCell, foldEvents, type Results, runStarted, stamped } from '#results'
import { timingsOf } from './past-timings.ts'

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
	const timings = timingsOf([run(1000, 'error'), run(70_000, 'completed'), run(90_000, 'completed')])
	expect([...timings.values()]).toEqual([70_000])
})
