import { expect, it } from 'vitest'
import { always, defineChecks } from '../plugin/index.ts'
import { checkModules } from './catalogue.ts'
import { withPlugins } from './plugin-checks.ts'

const check = {
	id: 'site.resolver',
	vantage: ['netns'],
	contract: 'there is a resolver',
	applies: always,
	coverage: [],
	ways: { resolver: ['missing'] },
	run: async () => undefined,
} as const

it('asks the checks of plug-ins after the product’s own', () => {
	const module = defineChecks({ order: 1, checks: [check] })
	expect(withPlugins(checkModules, [{ name: 'site', checks: [module] }])).toEqual([...checkModules, module])
})

it.each([
	[
		'the id of another one',
		{ ...check, id: 'dns.udp' },
		/its check "dns\.udp" has an id that another one has/,
	],
	['no dot in its id', { ...check, id: 'resolver' }, /has no id such as/],
	['no body', { ...check, run: undefined }, /has no `run`/],
	['no condition', { ...check, applies: 'always' }, /does not say where it `applies`/],
])('refuses a check with %s, and names the plug-in', (_, wrong, message) => {
	const load = () => withPlugins(checkModules, [{ name: 'site', checks: [{ checks: [wrong] }] }])
	expect(load).toThrow(message)
	expect(load).toThrow('the plug-in "site"')
})
