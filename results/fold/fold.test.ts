import { describe, expect, it } from 'vitest'
import { results as resultsSchema, type NewEvent } from '../schema/index.ts'
import { exitCodeOf } from '../verdicts/index.ts'
import { cellRun, checked, runEnded, runStarted, stamped, waysOf } from '../testing/index.ts'
import { a, b, fold, first, started, completed, loopback, wasReset } from './fold.fixture.ts'
import { foldEvents } from './index.ts'

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

	it('says when each phase and check began, after the attempt did', () => {
		// An event a second: the check is the second one of the attempt's.
		const events = cellRun(a.id, checked(a.id, 'egress.tcp'))
		const start = events.findIndex(({ type }) => type === 'cell.started')
		const seconds = events.findIndex(({ type }) => type === 'check.started') - start
		const ended = events.findIndex(({ type }) => type === 'phase.ended') - start
		const cell = first(...events)
		expect(Date.parse(cell.startedAt!) - Date.parse(run.run.startedAt)).toBe((start + 1) * 1000)
		expect(cell.checks[0]?.after).toBe(seconds * 1000)
		expect(cell.phases[0]).toMatchObject({ after: Math.max(0, ended * 1000 - 14_000) })
	})

	it('a check began no later than its time before its end, also where its start is told late', () => {
		const events = cellRun(a.id, checked(a.id, 'egress.tcp', { ms: 2_500 }))
		const start = events.findIndex(({ type }) => type === 'cell.started')
		const ended = events.findIndex(({ type }) => type === 'check.ended') - start
		expect(first(...events).checks[0]?.after).toBe(ended * 1000 - 2_500)
	})

	it('exits 0', () => {
		expect(exitCodeOf(run)).toBe(0)
	})
})

describe('expectations', () => {
	it('turn a failure they know into known, with the citation, judged by the stack that ran', () => {
		const cell = first(...cellRun(a.id, checked(a.id, loopback, wasReset)))
		expect(cell.verdict).toBe('known')
		expect(cell.checks[0]).toMatchObject({
			verdict: 'known',
			expected: 'fail',
			message: 'reset',
			knownIssue: { id: 'pasta-loopback-publish-reset', severity: 'broken' },
		})
		expect(cell.checks[0]?.knownIssue).not.toHaveProperty('when')
	})

	it('excuse the form that they know and no other, and say what was found instead', () => {
		const found = waysOf({ loopback: { kind: 'timeout' } })
		const cell = first(...cellRun(a.id, checked(a.id, loopback, { ...wasReset, ways: found })))
		expect(cell.checks[0]).toMatchObject({
			verdict: 'fail',
			message:
				'known issue pasta-loopback-publish-reset says loopback reset or closed; found loopback timeout\nreset',
		})
	})

	it('excuse no failure that does not say which way failed', () => {
		const cell = first(...cellRun(a.id, checked(a.id, loopback, { outcome: 'fail', message: 'reset' })))
		expect(cell.checks[0]).toMatchObject({
			verdict: 'fail',
			message: expect.stringContaining('found a failure that does not say which way failed') as string,
		})
	})

	it('excuse by the check alone where the log is from before failures had forms, and the results say so', () => {
		const { eventsVersion: _, ...old } = runStarted(a) as Extract<NewEvent, { type: 'run.started' }>
		const events = checked(a.id, loopback, { outcome: 'fail', message: 'reset' })
		const run = foldEvents(stamped([old, ...cellRun(a.id, events), runEnded]))
		expect(run.cells[0]?.checks[0]?.verdict).toBe('known')
		expect(run.run.eventsVersion).toBeUndefined()
		expect(fold(runStarted(a), runEnded).run.eventsVersion).toBe(2)
	})

	it('turn a pass they did not expect into fixed', () => {
		expect(first(...cellRun(a.id, checked(a.id, loopback))).verdict).toBe('fixed')
	})

	it('excuse nothing once they are removed', () => {
		const events = stamped([runStarted(a), ...cellRun(a.id, checked(a.id, loopback, wasReset)), runEnded])
		const run = foldEvents(events, [])
		expect(run.cells[0]).toMatchObject({ verdict: 'fail', reason: `fail: ${loopback}` })
		expect(exitCodeOf(run)).toBe(1)
		expect(exitCodeOf(foldEvents(events))).toBe(0)
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
			evidence: ['x.log', '/etc/shadow', 'cells/../../x'],
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

it('a start that plans other cells makes no failure of before unseen', () => {
	const run = fold(
		runStarted(a, b),
		...cellRun(a.id, checked(a.id, 'dns.udp', { outcome: 'fail' })),
		{ type: 'run.ended', state: 'interrupted' },
		runStarted(b),
		...cellRun(b.id, checked(b.id, 'dns.udp')),
		runEnded,
	)
	expect(run.cells.map(({ id, verdict }) => [id, verdict])).toEqual([
		[b.id, 'pass'],
		[a.id, 'fail'],
	])
	expect(exitCodeOf(run)).toBe(1)
})

it('refuses a log that is not a run', () => {
	expect(() => fold()).toThrow('the event log is empty')
	expect(() => fold(runEnded)).toThrow('begins with "run.ended"')
	expect(() => fold(runStarted(a), { ...completed, cell: 'cccccccccccc' })).toThrow('not planned')
})

it('a start that does not plan a cell that never had its turn leaves it in the plan', () => {
	const ran = cellRun(a.id, checked(a.id, 'dns.udp'))
	const run = fold(runStarted(a, b), ...ran, runStarted(a), runEnded)
	expect(run.cells.map(({ id, verdict }) => [id, verdict])).toEqual([
		[a.id, 'pass'],
		[b.id, 'error'],
	])
	expect(exitCodeOf(run)).toBe(3)
})

it('a log that tells ways is held to the forms of its failures, whatever a start says', () => {
	const { eventsVersion: _, ...old } = runStarted(a) as Extract<NewEvent, { type: 'run.started' }>
	const otherwise = {
		outcome: 'fail' as const,
		ways: [{ way: 'loopback', ok: false as const, form: { kind: 'timeout' as const } }],
	}
	const ran = cellRun(a.id, checked(a.id, loopback, otherwise))
	for (const starts of [[old], [runStarted(a), old]])
		expect(fold(...starts, ...ran, runEnded).cells[0]?.checks[0]?.verdict).toBe('fail')
})
