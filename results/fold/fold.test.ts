import { describe, expect, it } from 'vitest'
import { results as resultsSchema, type CellRecord, type NewEvent } from '../schema/index.ts'
import { exitCodeOf } from '../verdicts/index.ts'
import { cellRun, checked, exampleCell, runEnded, runStarted, stamped } from './example-run.ts'
import { foldEvents } from './index.ts'

const a = exampleCell('aaaaaaaaaaaa', 'k6.12-a')
const b = exampleCell('bbbbbbbbbbbb', 'k6.12-b')
const fold = (...events: NewEvent[]) => foldEvents(stamped(events))
const first = (...events: NewEvent[]): CellRecord => {
	const [cell] = fold(runStarted(a), ...events).cells
	if (!cell) throw new Error('no cell')
	return cell
}
const started = (attempt = 1): NewEvent => ({ type: 'cell.started', cell: a.id, attempt })
const completed: NewEvent = { type: 'cell.ended', cell: a.id, outcome: 'completed' }
const loopback = 'publish.loopback-only-v4'

describe('a run that went well', () => {
	const run = fold(runStarted(a), ...cellRun(a.id, checked(a.id, 'daemon.starts')), runEnded)

	it('folds into results that the schema accepts', () => {
		expect(resultsSchema.parse(run)).toEqual(run)
		expect(run.run).toMatchObject({ state: 'completed', endedAt: '2026-11-23T01:15:08.000Z' })
		expect(run.cells[0]).toMatchObject({
			verdict: 'pass',
			attempts: 1,
			accelerator: 'tcg',
			evidenceDir: 'cells/k6.12-a',
			phases: [{ name: 'boot', ms: 14_000 }],
			checks: [{ id: 'daemon.starts', verdict: 'pass', ms: 120, attempts: 1 }],
		})
		expect(run.cells[0]).not.toHaveProperty('reason')
	})

	it('exits 0', () => {
		expect(exitCodeOf(run)).toBe(0)
	})
})

describe('expectations', () => {
	it('turn a failure they know into known, with the citation, judged by the stack that ran', () => {
		const cell = first(...cellRun(a.id, checked(a.id, loopback, { outcome: 'fail', message: 'reset' })))
		expect(cell.verdict).toBe('known')
		expect(cell.checks[0]).toMatchObject({
			verdict: 'known',
			expected: 'fail',
			message: 'reset',
			knownIssue: { id: 'pasta-loopback-publish-reset', severity: 'broken' },
		})
		expect(cell.checks[0]?.knownIssue).not.toHaveProperty('when')
	})

	it('turn a pass they did not expect into fixed', () => {
		expect(first(...cellRun(a.id, checked(a.id, loopback))).verdict).toBe('fixed')
	})

	it('excuse nothing once they are removed', () => {
		const events = stamped([
			runStarted(a),
			...cellRun(a.id, checked(a.id, loopback, { outcome: 'fail' })),
			runEnded,
		])
		const run = foldEvents(events, [])
		expect(run.cells[0]).toMatchObject({ verdict: 'fail', reason: `fail: ${loopback}` })
		expect(exitCodeOf(run)).toBe(1)
		expect(exitCodeOf(foldEvents(events))).toBe(0)
	})
})

describe('attempts', () => {
	it('count the last attempt of a check and say how many there were', () => {
		const events = [
			...checked(a.id, 'egress.tcp', { outcome: 'fail' }),
			...checked(a.id, 'egress.tcp', { ms: 7 }),
		]
		expect(first(...cellRun(a.id, events)).checks).toEqual([
			{ id: 'egress.tcp', verdict: 'pass', ms: 7, attempts: 2 },
		])
	})

	it('start a cell over when it is tried again', () => {
		const cell = first(
			started(),
			...checked(a.id, 'dns.udp', { outcome: 'fail' }),
			{ type: 'cell.ended', cell: a.id, outcome: 'error', reason: 'the guest died' },
			...cellRun(a.id, checked(a.id, 'daemon.starts'), {}, 2),
		)
		expect(cell).toMatchObject({ verdict: 'pass', attempts: 2 })
		expect(cell.checks.map((check) => check.id)).toEqual(['daemon.starts'])
	})

	it('count a check that was skipped without ever starting', () => {
		const skipped: NewEvent = { type: 'check.ended', cell: a.id, check: 'dns.udp', outcome: 'skipped', ms: 0 }
		expect(first(started(), skipped, completed)).toMatchObject({
			verdict: 'skipped',
			checks: [{ verdict: 'skipped', attempts: 1 }],
		})
	})
})

describe('what must never look green', () => {
	it('is a cell that never started', () => {
		const cell = fold(runStarted(a, b), ...cellRun(a.id, checked(a.id, 'dns.udp')), runEnded).cells[1]
		expect(cell).toMatchObject({ verdict: 'error', reason: 'the cell was never started', attempts: 0 })
	})

	it('is a cell that never ended, and it names the phase it died in', () => {
		const run = fold(runStarted(a), started(), { type: 'phase.started', cell: a.id, phase: 'boot' })
		expect(run.run.state).toBe('running')
		expect(run.cells[0]).toMatchObject({
			verdict: 'error',
			reason: 'the cell started and never ended in phase "boot"',
		})
		expect(exitCodeOf(run)).toBe(3)
	})

	it('is a check that never ended, even in a cell that says it completed', () => {
		const cell = first(started(), { type: 'check.started', cell: a.id, check: 'dns.udp' }, completed)
		expect(cell).toMatchObject({
			verdict: 'error',
			reason: 'error: dns.udp',
			checks: [{ verdict: 'error', message: 'the check started and never ended', ms: 1000 }],
		})
	})

	it('is a cell that completed without a check', () => {
		expect(first(started(), completed)).toMatchObject({
			verdict: 'error',
			reason: 'the cell completed without recording a single check',
		})
	})

	it('is a run in which everything was skipped or unavailable', () => {
		const gone: NewEvent = {
			type: 'cell.ended',
			cell: a.id,
			outcome: 'unavailable',
			reason: 'not in the pool',
		}
		const run = fold(runStarted(a), started(), gone, runEnded)
		expect(run.cells[0]).toMatchObject({ verdict: 'unavailable', reason: 'not in the pool' })
		expect(exitCodeOf(run)).toBe(3)
	})

	it('is a cell that broke after its checks passed', () => {
		const broke: NewEvent = {
			type: 'cell.ended',
			cell: a.id,
			outcome: 'error',
			reason: 'disk full',
			evidence: ['x.log'],
		}
		expect(first(started(), ...checked(a.id, 'dns.udp'), broke)).toMatchObject({
			verdict: 'error',
			reason: 'disk full',
			evidence: ['x.log'],
		})
	})
})

it('an interrupted run exits 130, whatever else it found', () => {
	const stop: NewEvent = { type: 'cell.ended', cell: a.id, outcome: 'interrupted' }
	const run = fold(runStarted(a), started(), stop, { type: 'run.ended', state: 'interrupted' })
	expect(run.cells[0]?.verdict).toBe('error')
	expect(exitCodeOf(run)).toBe(130)
})

it('a resumed run keeps its first start and the cells that ended', () => {
	const run = fold(
		runStarted(a, b),
		...cellRun(a.id, checked(a.id, 'dns.udp')),
		{ type: 'run.ended', state: 'interrupted' },
		runStarted(a, b),
		...cellRun(b.id, checked(b.id, 'dns.udp')),
		runEnded,
	)
	expect(run.run).toMatchObject({ state: 'completed', startedAt: '2026-11-23T01:15:00.000Z' })
	expect(run.cells.map((cell) => cell.verdict)).toEqual(['pass', 'pass'])
})

it('refuses a log that is not a run', () => {
	expect(() => fold()).toThrow('the event log is empty')
	expect(() => fold(runEnded)).toThrow('begins with "run.ended"')
	expect(() => fold(runStarted(a), { ...completed, cell: 'cccccccccccc' })).toThrow('not planned')
})
