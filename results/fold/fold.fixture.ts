import type { CellRecord, NewEvent } from '../schema/index.ts'
import { exampleCell, runStarted, stamped, waysOf } from '../testing/index.ts'
import { foldEvents } from './index.ts'

export const a = exampleCell('aaaaaaaaaaaa', 'k6.12-a')
export const b = exampleCell('bbbbbbbbbbbb', 'k6.12-b')
export const fold = (...events: NewEvent[]) => foldEvents(stamped(events))
export const first = (...events: NewEvent[]): CellRecord => {
	const [cell] = fold(runStarted(a), ...events).cells
	if (!cell) throw new Error('no cell')
	return cell
}
export const started = (attempt = 1): NewEvent => ({ type: 'cell.started', cell: a.id, attempt })
export const completed = { type: 'cell.ended', cell: a.id, outcome: 'completed' } as const satisfies NewEvent
export const loopback = 'publish.loopback-only-v4'
export const ways = waysOf({ loopback: { kind: 'reset' } })
export const wasReset = { outcome: 'fail', message: 'reset', ways } as const
