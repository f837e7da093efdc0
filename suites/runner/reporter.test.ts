import { expect, it } from 'vitest'
import type { TestCase } from 'vitest/node'
import type { ChildMessage } from './index.ts'
import type { CheckReport } from './ask/report-meta.ts'
import { EventReporter } from './reporter.ts'

/** What the reporter makes of a test that ended like this and left this report. */
function reported(state: 'passed' | 'failed', report?: CheckReport): ChildMessage[] {
	const sent: ChildMessage[] = []
	const errors = state === 'failed' ? [{ message: 'thrown' }] : []
	const test = {
		name: 'egress.tcp',
		meta: () => (report ? { report } : {}),
		result: () => ({ state, errors }),
		diagnostic: () => ({ duration: 12.4 }),
	}
	new EventReporter((message) => sent.push(message)).onTestCaseResult(test as unknown as TestCase)
	return sent
}

const ended = { type: 'check.ended', check: 'egress.tcp' } as const

it('hands on the ways that a check asked, of one that passed as well', () => {
	const ways = [{ way: 'bridge', ok: true }] as const
	expect(reported('passed', { observations: {}, ways })).toEqual([
		{ type: 'event', event: { ...ended, ms: 12, outcome: 'pass', ways } },
	])
	const failed = [{ way: 'bridge', ok: false, form: { kind: 'refused' } }] as const
	expect(
		reported('failed', { observations: { a: 1 }, ways: failed, outcome: 'fail', message: 'shut', ms: 7 }),
	).toEqual([
		{
			type: 'event',
			event: { ...ended, ms: 7, outcome: 'fail', message: 'shut', observations: { a: 1 }, ways: failed },
		},
	])
})

it('what passed without a report is an error: nothing was asked', () => {
	expect(reported('passed')).toEqual([
		{
			type: 'event',
			event: { ...ended, ms: 12, outcome: 'error', message: 'it ended without a report: nothing was asked' },
		},
	])
})

it('what failed without a report is an error, whatever was thrown', () => {
	expect(reported('failed')).toEqual([
		{ type: 'event', event: { ...ended, ms: 12, outcome: 'error', message: 'thrown' } },
	])
})
