import { type ExpectationCell, knownIssues, type Rule, ruleFaults, type RuleContext } from '#results'
import { brNetfilterContract, catalogue, waysOf } from '#suites'
import { violations } from '#harness/matrix'
import { describe, expect, it } from 'vitest'
import { viewOf } from './explain.ts'

/** Cells that the constraints allow, and that get as far as being asked the check. */
const context: RuleContext = {
	checks: catalogue.map(({ id }) => id),
	waysOf: (check) => waysOf(check),
	asks: (cell: ExpectationCell, check: string) => {
		const entry = catalogue.find(({ id }) => id === check)
		const runs =
			entry !== undefined &&
			(entry.withoutDaemon === true || brNetfilterContract(viewOf(cell)).kind !== 'refuses')
		return runs && violations(cell.axes).length === 0 && entry.applies.holds(viewOf(cell)) === true
	},
}

it('the known issues have no faults', () => {
	expect([...ruleFaults(knownIssues, context)]).toEqual([])
})

describe('a fault is found:', () => {
	const loopback = { loopback: { kind: 'reset' } } as const
	const rule = (id: string, over: Partial<Rule>): Rule => ({
		id,
		title: id,
		when: {},
		checks: { 'publish.loopback-only-v4': loopback },
		expect: 'fail',
		because: 'so',
		see: 'https://example.test/',
		severity: 'broken',
		...over,
	})
	const faults = (...rules: Rule[]) =>
		[...ruleFaults(rules, context)].map(({ kind, rules: ids }) => `${kind} ${ids.join()}`)
	const old = { versions: { rootlesskit: { before: '2.3.2' } } }

	it.each<[string, Rule[], string[]]>([
		[
			'a way that the check does not ask',
			[rule('a', { when: old, checks: { 'publish.loopback-only-v4': { 'peer.lan': { kind: 'reset' } } } })],
			['unknown-way a'],
		],
		[
			'a form in which the way cannot fail',
			[rule('a', { when: old, checks: { 'publish.loopback-only-v4': { loopback: { kind: 'lost' } } } })],
			['unknown-form a'],
		],
		['nothing wrong', [rule('a', { when: old })], []],
		[
			'two rules of one name',
			[rule('a', { when: old }), rule('a', { checks: { 'dns.udp': { 'bridge.A': { kind: 'reset' } } } })],
			['duplicate-id a'],
		],
		['a check that nobody has', [rule('a', { checks: { 'publish.any-v5': loopback } })], ['unknown-check a']],
		[
			'pasta with a port driver of slirp4netns',
			[rule('a', { when: { axes: { network: ['pasta'], portDriver: ['builtin'] } } })],
			['unreachable a'],
		],
		[
			'pasta with a RootlessKit that has none',
			[rule('a', { when: { axes: { network: ['pasta'] }, versions: { rootlesskit: { before: '2.0' } } } })],
			['unreachable a'],
		],
		[
			'a check that the configuration does not ask',
			[
				rule('a', {
					checks: { 'bridge.icc-blocked': { 'there.tcp': { kind: 'answered', by: 'second' } } },
					when: { daemon: { icc: [true] } },
				}),
			],
			['unreachable a'],
		],
		[
			'a daemon that refuses',
			[
				rule('a', {
					when: { axes: { brNetfilter: ['absent'] }, daemon: { icc: [false], ignoreBrNetfilterError: [''] } },
				}),
			],
			['unreachable a'],
		],
		[
			'an empty range',
			[rule('a', { when: { versions: { dockerd: { from: '28.0', before: '27.0' } } } })],
			['unreachable a'],
		],
		[
			'ranges that overlap',
			[rule('a', { when: old }), rule('b', { when: { versions: { rootlesskit: { from: '2.3.1' } } } })],
			['ambiguous a,b'],
		],
		[
			'ranges that touch',
			[rule('a', { when: old }), rule('b', { when: { versions: { rootlesskit: { from: '2.3.2' } } } })],
			[],
		],
		[
			'an overlap in which the upper rule is said to come first',
			[rule('a', { when: old, precedes: ['b'] }), rule('b', { when: old })],
			[],
		],
		[
			'an overlap in which the lower rule is said to come first, and would never speak',
			[rule('a', { when: old }), rule('b', { when: old, precedes: ['a'] })],
			['ambiguous a,b'],
		],
		[
			'an overlap that no cell can have',
			[
				rule('a', { when: { versions: { passt: { from: '2024_10_30' } } } }),
				rule('b', { when: { axes: { portDriver: ['builtin'] } } }),
			],
			[],
		],
		[
			'an overlap through two kinds of conditions',
			[
				rule('a', { when: { daemon: { userlandProxy: [false] } } }),
				rule('b', { when: { axes: { brNetfilter: ['loaded'] } } }),
			],
			['ambiguous a,b'],
		],
	])('%s', (_, rules, expected) => {
		expect(faults(...rules)).toEqual(expected)
	})
})
