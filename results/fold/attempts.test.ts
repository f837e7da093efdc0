import { describe, expect, it } from 'vitest'
import { results as resultsSchema, type NewEvent } from '../schema/index.ts'
import { exitCodeOf } from '../verdicts/index.ts'
import { cellRun, checked, runEnded, runStarted } from '../testing/index.ts'
import { a, fold, first, started, completed, loopback, wasReset } from './fold.fixture.ts'

describe('attempts', () => {
	const failed = { outcome: 'fail' as const, message: 'no answer', evidence: ['one.txt'] }
	const timedOut: NewEvent = {
		type: 'cell.ended',
		cell: a.id,
		outcome: 'error',
		reason: 'the cell took too long',
	}
	const twice = (one: NewEvent[], other: NewEvent[]) => [
		started(),
		...one,
		timedOut,
		...cellRun(a.id, other, {}, 2),
	]

	it('count the last one of a check, and a failure within the same attempt of its cell stays', () => {
		const events = [...checked(a.id, 'egress.tcp', failed), ...checked(a.id, 'egress.tcp', { ms: 7 })]
		const cell = first(...cellRun(a.id, events))
		expect(cell.checks).toEqual([
			{
				id: 'egress.tcp',
				verdict: 'flaky',
				ms: 7,
				after: 6000,
				attempts: 2,
				message: 'attempt 1: no answer\nattempt 1: pass',
				evidence: ['one.txt'],
			},
		])
		expect(cell.earlierAttempts).toMatchObject([
			{ attempt: 1, verdict: 'fail', checks: [{ verdict: 'fail' }] },
		])
	})

	it('that fail and then pass make a cell flaky, which is red', () => {
		const events = twice(checked(a.id, 'dns.udp', failed), checked(a.id, 'dns.udp'))
		const cell = first(...events)
		expect(cell).toMatchObject({ verdict: 'flaky', reason: 'flaky: dns.udp', attempts: 2 })
		expect(cell.checks[0]?.message).toBe('attempt 1: no answer\nattempt 2: pass')
		expect(cell.earlierAttempts).toMatchObject([
			{ attempt: 1, verdict: 'error', reason: 'the cell took too long', checks: [{ verdict: 'fail' }] },
		])
		expect(exitCodeOf(fold(runStarted(a), ...events, runEnded))).toBe(1)
	})

	it('that fail in a run and pass when it is resumed make the cell flaky as well', () => {
		const events = cellRun(a.id, checked(a.id, 'dns.udp', failed))
		const run = fold(
			runStarted(a),
			...events,
			{ type: 'run.ended', state: 'interrupted' },
			runStarted(a),
			...cellRun(a.id, checked(a.id, 'dns.udp'), {}, 2),
			runEnded,
		)
		expect(run.cells[0]?.verdict).toBe('flaky')
		expect(exitCodeOf(run)).toBe(1)
	})

	it('that fail, and are followed by one that never comes to the check, leave the failure', () => {
		const cell = first(...twice(checked(a.id, 'dns.udp', failed), checked(a.id, 'daemon.starts')))
		expect(cell).toMatchObject({ verdict: 'fail', reason: 'fail: dns.udp' })
		expect(cell.checks).toMatchObject([
			{ id: 'daemon.starts', verdict: 'pass' },
			{ id: 'dns.udp', verdict: 'fail', attempt: 1, attempts: 1 },
		])
	})

	it('that fail, and whose check breaks then, leave the failure in its form', () => {
		const ways = [{ way: 'loopback', ok: false as const, form: { kind: 'timeout' as const } }]
		const broke = { outcome: 'error' as const, message: 'the probe broke' }
		const run = fold(
			runStarted(a),
			...twice(checked(a.id, 'egress.tcp', { ...failed, ways }), checked(a.id, 'egress.tcp', broke)),
			runEnded,
		)
		expect(run.cells[0]).toMatchObject({ verdict: 'fail', reason: 'fail: egress.tcp' })
		expect(run.cells[0]?.checks[0]).toMatchObject({
			verdict: 'fail',
			message: 'attempt 1: no answer\nattempt 2: the probe broke',
			ways,
		})
		expect(exitCodeOf(run)).toBe(1)
	})

	it('that break and then pass count as the later one, and what broke is on record', () => {
		const cell = first(
			...twice([{ type: 'check.started', cell: a.id, check: 'dns.udp' }], checked(a.id, 'dns.udp')),
		)
		expect(cell).toMatchObject({ verdict: 'pass', attempts: 2 })
		expect(cell.earlierAttempts).toMatchObject([
			{ verdict: 'error', reason: 'the cell took too long', checks: [{ verdict: 'error', ms: 1000 }] },
		])
	})

	it('are judged each by the stack that it ran', () => {
		const cell = first(
			...cellRun(a.id, checked(a.id, loopback, wasReset), { rootlesskit: '2.3.2' }),
			...cellRun(a.id, checked(a.id, loopback, wasReset), {}, 2),
		)
		expect(cell.earlierAttempts?.[0]?.checks[0]?.verdict).toBe('fail')
		expect(cell.verdict).toBe('flaky')
	})

	it.each([
		['a skip', { outcome: 'skipped', message: 'the daemon was down' } as const, {}],
		['a pass of versions that no rule speaks of', {}, { rootlesskit: 'unknown version' }],
	])('that fail as known stay known behind %s, with the issue and its form', (_, later, stack) => {
		const cell = first(
			...cellRun(a.id, checked(a.id, loopback, wasReset)).slice(0, -1),
			timedOut,
			...cellRun(a.id, checked(a.id, loopback, later), stack, 2),
		)
		const [before] = cell.earlierAttempts?.[0]?.checks ?? []
		expect(before).toMatchObject({ verdict: 'known', knownIssue: { id: expect.any(String) as string } })
		expect(cell).toMatchObject({
			verdict: 'known',
			checks: [{ verdict: 'known', knownIssue: before?.knownIssue, ways: before?.ways, expected: 'fail' }],
		})
	})

	it('fold into results that the schema accepts', () => {
		const run = fold(
			runStarted(a),
			...twice(checked(a.id, 'dns.udp', failed), checked(a.id, 'dns.udp')),
			runEnded,
		)
		expect(resultsSchema.parse(run)).toEqual(run)
	})

	it('count a check that was skipped without ever starting', () => {
		const skipped: NewEvent = { type: 'check.ended', cell: a.id, check: 'dns.udp', outcome: 'skipped', ms: 0 }
		expect(first(started(), skipped, completed)).toMatchObject({
			verdict: 'skipped',
			checks: [{ verdict: 'skipped', attempts: 1 }],
		})
	})
})
