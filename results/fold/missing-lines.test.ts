import { describe, expect, it } from 'vitest'
import type { NewEvent } from '../schema/index.ts'
import { cellRun, checked, exampleCell, exampleResults } from '../testing/index.ts'

const cell = exampleCell('aaaaaaaaaaaa', 'cell-a')
const id = cell.id
const failed = checked(id, 'dns.udp', { outcome: 'fail', message: 'no answer' })

/** An attempt whose start says what it asks, and in which these checks have lines. */
const attempt = (number: number, ...checks: NewEvent[]): NewEvent[] =>
	cellRun(id, checks, {}, number).map((event) =>
		event.type === 'cell.started' ? { ...event, checks: ['dns.tcp', 'dns.udp'] } : event,
	)
const found = (...events: NewEvent[]) => exampleResults([cell], events).cells[0]

describe('a line that is gone without a trace is missed where it was', () => {
	it('the only lines of a check that was to be asked', () => {
		expect(found(...attempt(1, ...checked(id, 'dns.tcp')))).toMatchObject({
			verdict: 'error',
			reason: 'error: dns.udp',
			checks: [
				{ id: 'dns.tcp', verdict: 'pass' },
				{
					id: 'dns.udp',
					verdict: 'error',
					attempts: 1,
					message: 'it was to be asked, and the event log has nothing of it',
				},
			],
		})
	})

	it('the same of an attempt that another one followed', () => {
		const whole = [...checked(id, 'dns.tcp'), ...checked(id, 'dns.udp')]
		const cell = found(...attempt(1, ...checked(id, 'dns.tcp')), ...attempt(2, ...whole))
		expect(cell?.earlierAttempts).toMatchObject([{ verdict: 'error', reason: 'error: dns.udp' }])
		expect(cell).toMatchObject({
			verdict: 'error',
			reason:
				'attempt 1 came to its end, and the event log does not say what became of dns.udp: it is not whole',
		})
	})

	it('the end of a check that had started when its attempt broke, and not when it was stopped', () => {
		const whole = attempt(2, ...checked(id, 'dns.tcp'), ...checked(id, 'dns.udp'))
		const ended = (outcome: 'error' | 'interrupted') =>
			attempt(1, failed[0] as NewEvent).map((event) =>
				event.type === 'cell.ended' ? { ...event, outcome, reason: 'SSH is gone' } : event,
			)
		expect(found(...ended('error'), ...whole)).toMatchObject({
			verdict: 'error',
			reason: expect.stringMatching(/^attempt 1 .* became of dns\.udp/) as string,
		})
		expect(found(...ended('interrupted'), ...whole)?.verdict).toBe('pass')
	})

	it('a whole attempt, which could have failed', () => {
		expect(found(...attempt(2, ...checked(id, 'dns.tcp'), ...checked(id, 'dns.udp')))).toMatchObject({
			verdict: 'error',
			reason: 'the event log goes on with attempt 2 where attempt 1 was to follow: it is not whole',
		})
	})

	it('the start of an attempt, also when another one follows', () => {
		const [, ...headless] = attempt(1, ...checked(id, 'dns.tcp'), ...failed)
		const reason = 'the event log says what the cell did, and not that it was started: it is not whole'
		expect(found(...headless)).toMatchObject({ verdict: 'error', reason })
		const again = attempt(1, ...checked(id, 'dns.tcp'), ...checked(id, 'dns.udp'))
		expect(found(...headless, ...again)).toMatchObject({ verdict: 'error', reason })
	})

	it('the start of an attempt after another one: what that was stands', () => {
		const broke: NewEvent = { type: 'cell.ended', cell: id, outcome: 'error', reason: 'SSH is gone' }
		const [start] = attempt(1)
		const [, ...again] = attempt(2, ...checked(id, 'dns.tcp'), ...checked(id, 'dns.udp'))
		const reason =
			'the event log goes on with the cell after its end, and does not say that it was started again: it is not whole'
		expect(found(start as NewEvent, broke, ...again)).toMatchObject({ verdict: 'error', reason })
		const whole = attempt(1, ...checked(id, 'dns.tcp'), ...checked(id, 'dns.udp'))
		expect(found(...whole, ...checked(id, 'dns.udp'))).toMatchObject({ verdict: 'error', reason })
		const old = cellRun(id, checked(id, 'dns.udp'))
		expect(found(...old, ...checked(id, 'dns.tcp'))?.verdict).toBe('pass')
	})

	it('what the cell ran, without which no known issue can be told', () => {
		const whole = [...checked(id, 'dns.tcp'), ...failed]
		const without = (events: NewEvent[]) => events.filter(({ type }) => type !== 'stack.reported')
		const reason = 'the event log does not say which programs the cell ran: it is not whole'
		expect(found(...without(attempt(1, ...whole)))).toMatchObject({ verdict: 'error', reason })
		const again = found(...without(attempt(1, ...whole)), ...attempt(2, ...whole))
		expect(again?.earlierAttempts).toMatchObject([{ verdict: 'error', reason }])
		const old = without(cellRun(id, checked(id, 'dns.udp')))
		expect(found(...old)?.verdict).toBe('pass')
		const broken: NewEvent = { type: 'cell.ended', cell: id, outcome: 'unavailable', reason: 'gone' }
		expect(found(attempt(1)[0] as NewEvent, broken)).toMatchObject({ verdict: 'unavailable', reason: 'gone' })
	})

	it('and nothing is missed in logs that do not say what was to be asked', () => {
		expect(found(...cellRun(id, checked(id, 'dns.udp'), {}, 3))).toMatchObject({
			verdict: 'pass',
			attempts: 1,
		})
	})

	it('nor in an attempt that was stopped, which says nothing of its checks', () => {
		const [start] = attempt(1)
		const stopped: NewEvent = { type: 'cell.ended', cell: id, outcome: 'interrupted' }
		expect(found(start as NewEvent, ...checked(id, 'dns.tcp'), stopped)?.checks).toHaveLength(1)
	})
})
