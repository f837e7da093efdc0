import { type CheckRecord, foldEvents } from '#results'
import type { CellFacts, SuiteEvent } from '#suites'

type CheckEnded = Extract<SuiteEvent, { type: 'check.ended' }>

/** What a run would say of a check that ended so in this cell, known issues included. */
export function judged({ cell, stack }: Pick<CellFacts, 'cell' | 'stack'>, ended: CheckEnded): CheckRecord {
	const at = new Date().toISOString()
	const ofCell = { at, cell: cell.id }
	const { cells } = foldEvents([
		{
			at,
			type: 'run.started',
			runId: 'watch',
			matrix: 'watch',
			matrixHash: '',
			tool: { version: '' },
			host: { driver: '', driverVersion: '', accelerator: 'unknown', cpus: 1 },
			cells: [cell],
		},
		{ ...ofCell, type: 'cell.started', attempt: 1 },
		{ ...ofCell, type: 'stack.reported', stack, accelerator: 'unknown' },
		{ ...ofCell, ...ended },
		{ ...ofCell, type: 'cell.ended', outcome: 'completed' },
		{ at, type: 'run.ended', state: 'completed' },
	])
	const check = cells[0]?.checks[0]
	if (check === undefined) throw new TypeError(`${ended.check} ended, and is no check of its cell.`)
	return check
}
