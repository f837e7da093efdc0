import { describe, expect, it } from 'vitest'
import { exampleCell, exampleResults, waysOf } from '../testing/index.ts'
import type { CheckRecord, KnownIssue, Verdict } from '../schema/index.ts'
import { type Asked, type Direction, directionOf } from './direction.ts'

const [planned] = exampleResults([exampleCell('a'.repeat(12), 'a')]).cells
const cell = { ...planned!, verdict: 'pass' as const, reason: undefined }

const issue = (severity: KnownIssue['severity']): KnownIssue => ({
	id: severity,
	title: severity,
	severity,
	because: 'made up',
	see: 'https://example.org/',
})
const asked = (verdict: Verdict, more: Partial<CheckRecord> = {}): Asked => ({
	cell,
	check: { id: 'dns.udp', verdict, ms: 1, attempts: 1, ...more },
})
const failed = (verdict: Verdict, kind: 'reset' | 'timeout', severity?: KnownIssue['severity']): Asked =>
	asked(verdict, {
		ways: waysOf({ host: { kind } }),
		...(severity && { knownIssue: issue(severity) }),
	})

/** Every state that a check can be in; what fails does so in one form, and as b in another. */
const states = {
	pass: asked('pass'),
	fixed: asked('fixed', { knownIssue: issue('open-door') }),
	known: failed('known', 'reset', 'broken'),
	gap: failed('known', 'reset', 'open-door'),
	flaky: failed('flaky', 'reset'),
	fail: failed('fail', 'reset'),
	'fail b': failed('fail', 'timeout'),
	'gap b': failed('known', 'timeout', 'open-door'),
	error: asked('error'),
	skipped: asked('skipped'),
	unavailable: { cell: { ...cell, verdict: 'unavailable' }, check: undefined },
	'not recorded': { cell, check: undefined },
	'cell broke': { cell: { ...cell, verdict: 'error', reason: 'it crashed' }, check: undefined },
	'not asked': { cell: undefined, check: undefined },
} as const satisfies Record<string, Asked>
type State = keyof typeof states
const names = Object.keys(states) as State[]

const short: Readonly<Record<Direction, string>> = {
	worse: 'WORSE',
	lost: 'lost',
	better: 'better',
	regained: 'again',
	other: '.',
}

it('of every pair of verdicts is what it says of the product', () => {
	const line = (first: string, rest: readonly string[]) =>
		[first.padEnd(14), ...rest.map((one) => one.padEnd(7))].join(' ').trimEnd()
	const after = names.slice(0, 11)
	const table = names.map((before) =>
		line(
			before,
			after.map((one) => short[directionOf(states[before], states[one])]),
		),
	)
	const head = line(
		'',
		after.map((one) => one.slice(0, 7)),
	)
	expect([head, ...table].join('\n')).toMatchInlineSnapshot(`
		"               pass    fixed   known   gap     flaky   fail    fail b  gap b   error   skipped unavail
		pass           .       .       WORSE   WORSE   WORSE   WORSE   WORSE   WORSE   lost    lost    lost
		fixed          .       .       WORSE   WORSE   WORSE   WORSE   WORSE   WORSE   lost    lost    lost
		known          better  better  .       WORSE   WORSE   WORSE   WORSE   WORSE   lost    lost    lost
		gap            better  better  better  .       WORSE   WORSE   WORSE   .       lost    lost    lost
		flaky          better  better  .       .       .       WORSE   WORSE   WORSE   lost    lost    lost
		fail           better  better  .       .       .       .       WORSE   WORSE   lost    lost    lost
		fail b         better  better  .       WORSE   WORSE   WORSE   .       .       lost    lost    lost
		gap b          better  better  better  .       WORSE   WORSE   WORSE   .       lost    lost    lost
		error          again   again   again   again   WORSE   WORSE   WORSE   again   .       .       .
		skipped        again   again   again   WORSE   WORSE   WORSE   WORSE   WORSE   .       .       .
		unavailable    again   again   again   again   WORSE   WORSE   WORSE   again   .       .       .
		not recorded   again   again   again   again   WORSE   WORSE   WORSE   again   .       .       .
		cell broke     again   again   again   again   WORSE   WORSE   WORSE   again   .       .       .
		not asked      again   again   again   again   WORSE   WORSE   WORSE   again   .       .       ."
	`)
})

describe('whatever else is said', () => {
	const unknown: readonly State[] = ['fail', 'fail b', 'flaky']
	const bad: readonly State[] = ['known', 'gap', 'gap b', ...unknown]
	const silent = names.filter((one) => !bad.includes(one) && one !== 'pass' && one !== 'fixed')

	it.each(names.filter((one) => !unknown.includes(one)))('a failure is worse than %s', (before) => {
		for (const after of unknown) expect(directionOf(states[before], states[after])).toBe('worse')
	})

	it.each(unknown)('what failed as %s is better only where it holds', (before) => {
		for (const after of names)
			expect(directionOf(states[before], states[after]) === 'better').toBe(
				after === 'pass' || after === 'fixed',
			)
	})

	it.each(silent)('what was known is lost where it is %s', (after) => {
		for (const before of names.filter((one) => !silent.includes(one)))
			expect(directionOf(states[before], states[after])).toBe('lost')
	})
})

it('is no new failure where some of the ways that failed hold now, and is one where another way fails', () => {
	const [one, two] = [{ kind: 'reset' }, { kind: 'timeout' }] as const
	const failing = (ways: Parameters<typeof waysOf>[0]) => asked('fail', { ways: waysOf(ways) })
	const both = failing({ host: one, bridge: two })
	expect(directionOf(both, failing({ host: one, bridge: undefined }))).toBe('other')
	expect(directionOf(failing({ host: one }), both)).toBe('worse')
	expect(directionOf(both, failing({ host: two, bridge: two }))).toBe('worse')
})

it('is worse where a failure that a gap explains becomes one that it does not, in records without forms too', () => {
	const gap = asked('known', { knownIssue: issue('open-door') })
	expect(directionOf(gap, asked('fail'))).toBe('worse')
	expect(directionOf(gap, asked('fail', { knownIssue: issue('open-door') }))).toBe('worse')
	expect(directionOf(asked('fail'), gap)).toBe('worse')
})
