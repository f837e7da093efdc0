import { ConfigurationError } from '#results/errors'
import { expect, it } from 'vitest'
import { catalogue, waysOf } from './catalogue.ts'
import { checkPluginRules } from './plugin-rules.ts'

const rule = (checks: unknown) => ({ id: 'site-proxy', checks })
const load = (checks: unknown) => () =>
	checkPluginRules(
		catalogue.map(({ id }) => id),
		waysOf,
		[{ name: 'site', rules: [rule(checks)] }, { name: 'none' }],
	)

it('takes rules about checks, ways and forms that there are', () => {
	expect(load({ 'egress.tcp': { 'bridge*': { kind: 'refused' } } })).not.toThrow()
})

it.each([
	[
		'check',
		{ 'egress.tpc': { bridge: { kind: 'refused' } } },
		/expected the id of a check.* found "egress\.tpc"/,
	],
	['way', { 'egress.tcp': { brigde: { kind: 'refused' } } }, /expected its ways and their forms \(daemon: /],
	['form', { 'egress.tcp': { 'bridge*': { kind: 'lost' } } }, /fails with bridge\* lost, which it cannot/],
])('refuses a rule about a %s that there is not', (_, checks, message) => {
	expect(load(checks)).toThrow(ConfigurationError)
	expect(load(checks)).toThrow(message)
	expect(load(checks)).toThrow('the plug-in "site": its rule "site-proxy": ')
})
