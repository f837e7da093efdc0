import {
	type CheckRecord,
	eventsVersion,
	type NewEvent,
	type PlannedCell,
	type RunEvent,
	type Stack,
} from '../schema/index.ts'
import { foldEvents } from './fold-events.ts'

type Ended = Extract<NewEvent, { readonly type: 'check.ended' }>
/** A check that ended in a cell that the caller knows. */
export type CheckEnded = Ended extends infer One ? (One extends Ended ? Omit<One, 'cell'> : never) : never

/**
 * What a run's results would say of checks that ended so in this cell, known issues included: the same fold, for who asks
 * checks without recording a run.
 */
export function judgeChecks(
	cell: PlannedCell,
	stack: Stack,
	ended: readonly CheckEnded[],
): Readonly<Record<string, CheckRecord>> {
	const events: NewEvent[] = [
		{
			type: 'run.started',
			eventsVersion,
			runId: 'not-recorded',
			matrix: 'not-recorded',
			matrixHash: '',
			tool: { version: '' },
			host: { driver: '', driverVersion: '', accelerator: 'unknown', cpus: 1 },
			cells: [cell],
		},
		{ type: 'cell.started', cell: cell.id, attempt: 1 },
		{ type: 'stack.reported', cell: cell.id, stack, accelerator: 'unknown' },
		...ended.flatMap((event): NewEvent[] => [
			{ type: 'check.started', cell: cell.id, check: event.check },
			{ ...event, cell: cell.id },
		]),
		{ type: 'cell.ended', cell: cell.id, outcome: 'completed' },
	]
	const at = new Date().toISOString()
	const { cells } = foldEvents(events.map((event): RunEvent => ({ ...event, at })))
	return Object.fromEntries((cells[0]?.checks ?? []).map((check) => [check.id, check]))
}
