import { expect, it } from 'vitest'
import { ConfigurationError } from '../errors/index.ts'
import { knownIssues } from './known-issues.ts'
import { pluginRules } from './plugin-rules.ts'
import { ruleProblems } from './rule-problems.ts'

const rule = {
	id: 'site-proxy',
	title: 'the proxy is in the way',
	because: 'it is',
	see: 'https://example.com/1',
	severity: 'broken',
	when: {},
	checks: { 'egress.tcp': { 'bridge.tcp': { kind: 'refused' } } },
}

it('takes the rules of plug-ins', () => {
	const rules = pluginRules(knownIssues, [{ name: 'site', rules: [rule] }, { name: 'none' }])
	expect(rules).toEqual([{ ...rule, expect: 'fail' }])
})

it('holds the rules that are shipped to the same', () => {
	expect(knownIssues.flatMap((one) => ruleProblems(one).map((problem) => `${one.id} ${problem}`))).toEqual([])
})

const check = (form: unknown) => ({ ...rule, checks: { 'egress.tcp': { bridge: form } } })
const versions = (of: unknown) => ({ ...rule, when: { versions: of } })

it.each([
	['an id that is shipped', { ...rule, id: knownIssues[0]?.id }, /`id`: expected one of its own/],
	['no reason', { ...rule, because: undefined }, /`because`: missing; expected a text/],
	['no checks', { ...rule, checks: {} }, /`checks`: expected ids of checks.*, found \{\}/],
	['no conditions', { ...rule, when: undefined }, /`when`: missing; expected conditions/],
	['a key that is none', { ...rule, chekcs: {} }, /`chekcs`: unknown key; expected one of "id"/],
	[
		'another severity',
		{ ...rule, severity: 'open' },
		/`severity`: expected one of "open-door", "broken", found 'open'/,
	],
	[
		'an address that is none',
		{ ...rule, see: 'ticket 1' },
		/`see`: expected an address .*, found 'ticket 1'/,
	],
	['a rule first that is none', { ...rule, precedes: ['x'] }, /`precedes`: .* found "x"/],
	[
		'a condition that is none',
		{ ...rule, when: { axis: { portDriver: ['builtin'] } } },
		/`when\.axis`: unknown key; expected one of "axes", "daemon", "versions"/,
	],
	[
		'an axis that is none',
		{ ...rule, when: { axes: { docker: ['a'] } } },
		/`when\.axes\.docker`: unknown key/,
	],
	['a value that is no list', { ...rule, when: { axes: { portDriver: 'builtin' } } }, /found 'builtin'/],
	[
		'a value of no axis',
		{ ...rule, when: { axes: { portDriver: ['bultin'] } } },
		/`when\.axes\.portDriver\[0\]`/,
	],
	[
		'a setting that is none',
		{ ...rule, when: { daemon: { ICC: [true] } } },
		/`when\.daemon\.ICC`: unknown key/,
	],
	['a part that is none', versions({ docker: { before: '1.0' } }), /`when\.versions\.docker`: unknown key/],
	[
		'an end that is none',
		versions({ dockerd: { befor: '1.0' } }),
		/`when\.versions\.dockerd\.befor`: unknown key/,
	],
	[
		'an end that cannot be read',
		versions({ dockerd: { before: 'soon' } }),
		/a version such as "27\.5\.1", found 'soon'/,
	],
	[
		'a range without ends',
		versions({ dockerd: {} }),
		/`when\.versions\.dockerd`: expected a range with "from"/,
	],
	[
		'a range of nothing',
		versions({ dockerd: [{ from: '2.0', before: '1.0' }] }),
		/`when\.versions\.dockerd\[0\]`/,
	],
	[
		'a pattern without its words',
		check({ kind: 'daemon-refused' }),
		/bridge\.words`: missing; expected a text or a/,
	],
	[
		'a list that is missing',
		check([{ kind: 'left-behind' }]),
		/`checks\["egress\.tcp"\]\.bridge\[0\]\.what`: missing/,
	],
	['words of no kind', check({ kind: 'refused', words: 'no' }), /bridge\.words`: unknown key/],
	['a form that is none', check({ kind: 'refuse' }), /bridge\.kind`: expected a form whose "kind" is one of/],
	['no form', check([]), /bridge`: expected a form, or a list of forms/],
	[
		'any failure excused everywhere',
		check({ kind: 'daemon-refused', words: /.*/ }),
		/expected a condition in `when`, or a pattern/,
	],
])('refuses a rule with %s, and names the plug-in', (_, wrong, message) => {
	const load = () => pluginRules(knownIssues, [{ name: 'site', rules: [wrong] }])
	expect(load).toThrow(ConfigurationError)
	expect(load).toThrow(message)
	expect(load).toThrow(`the plug-in "site": its rule "${wrong.id}": `)
})
