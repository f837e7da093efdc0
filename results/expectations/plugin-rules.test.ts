import { expect, it } from 'vitest'
import { knownIssues } from './known-issues.ts'
import { pluginRules } from './plugin-rules.ts'

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

it.each([
	['an id that is shipped', { ...rule, id: knownIssues[0]?.id }, /has an id that another one has/],
	['no reason', { ...rule, because: undefined }, /has no `because`/],
	['no checks', { ...rule, checks: {} }, /names no `checks`/],
	['no conditions', { ...rule, when: undefined }, /has no conditions/],
])('refuses a rule with %s, and names the plug-in', (_, wrong, message) => {
	const load = () => pluginRules(knownIssues, [{ name: 'site', rules: [wrong] }])
	expect(load).toThrow(message)
	expect(load).toThrow('the plug-in "site"')
})
