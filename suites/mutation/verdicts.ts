import {
	type CheckRecord,
	eventsVersion,
	foldEvents,
	type NewEvent,
	type PlannedCell,
	type RunEvent,
	type Stack,
} from '#results'
import type { SuiteEvent } from '../runner/index.ts'

export type CheckEnded = Extract<SuiteEvent, { type: 'check.ended' }>

/** What a run's results would say of these outcomes: the same fold, with the same known issues. */
export function verdictsOf(
	cell: PlannedCell,
	stack: Stack,
	ended: readonly CheckEnded[],
): Readonly<Record<string, CheckRecord>> {
	const events: NewEvent[] = [
		{
			type: 'run.started',
			eventsVersion,
			runId: 'mutation',
			matrix: 'mutation',
			matrixHash: 'mutation',
			tool: { version: '0' },
			host: { driver: 'fake', driverVersion: '', accelerator: 'tcg', cpus: 1 },
			cells: [cell],
		},
		{ type: 'cell.started', cell: cell.id, attempt: 1 },
		{ type: 'stack.reported', cell: cell.id, stack, accelerator: 'tcg' },
		...ended.flatMap((event): NewEvent[] => [
			{ type: 'check.started', cell: cell.id, check: event.check },
			{ ...event, cell: cell.id },
		]),
		{ type: 'cell.ended', cell: cell.id, outcome: 'completed' },
	]
	const at = new Date(0).toISOString()
	const { cells } = foldEvents(events.map((event): RunEvent => ({ ...event, at })))
	return Object.fromEntries((cells[0]?.checks ?? []).map((check) => [check.id, check]))
}
