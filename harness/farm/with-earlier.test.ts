import { expect, it } from 'vitest'
import { foldEvents, type NewEvent, type RunEvent } from '#results'
import { cellRun, checked, exampleCell, runEnded, runStarted, stamped } from '#results/testing'
import { withEarlier } from './with-earlier.ts'

const cell = exampleCell('a'.repeat(12), 'cell-a')
/** What a worker stored of an attempt, whose start says what it asks. */
const stored = (outcome: 'pass' | 'fail', attempt = 1): RunEvent[] =>
	stamped(
		cellRun(cell.id, checked(cell.id, 'dns.udp', { outcome }), {}, attempt).map((event): NewEvent =>
			event.type === 'cell.started' ? { ...event, checks: ['dns.udp'] } : event,
		),
	)
function cellOf(...read: RunEvent[][]) {
	const [started, ended] = stamped([runStarted(cell), runEnded]) as [RunEvent, RunEvent]
	const events = [started, ...(read.at(-1) ?? []), ended]
	const merged = { events, ranBy: new Map(), missing: [], absent: [], differences: [] }
	const all = withEarlier(merged, new Map([[cell.id, read.map((one) => ({ events: one }))]]))
	return foldEvents(all.events).cells[0]
}

it('attempts of several workers are counted on, the one that counts last', () => {
	expect(cellOf(stored('pass'))).toMatchObject({ verdict: 'pass', attempts: 1 })
	expect(cellOf(stored('fail'), stored('fail'), stored('pass'))).toMatchObject({
		verdict: 'flaky',
		attempts: 3,
	})
	const retried = [...stored('fail'), ...stored('pass', 2)]
	expect(cellOf(retried, stored('pass'))).toMatchObject({ verdict: 'flaky', attempts: 3 })
})

it('an attempt that a worker’s log has lost is missed, wherever it stands', () => {
	const reason = expect.stringContaining('is not whole') as string
	expect(cellOf(stored('pass', 2))).toMatchObject({ verdict: 'error', reason })
	expect(cellOf(stored('fail'), stored('pass', 2))).toMatchObject({ verdict: 'error', reason })
	expect(cellOf(stored('pass', 2), stored('pass'))).toMatchObject({ verdict: 'error', reason })
})
