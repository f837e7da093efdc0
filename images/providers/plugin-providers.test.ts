import { expect, it } from 'vitest'
import { pluginProviders } from './plugin-providers.ts'
import { providers } from './registry.ts'

const offer = { examples: [], parse: () => undefined, slug: () => 'x', pins: () => [] }
const provider = { prefix: 'mine', about: 'Our own builds.', kernel: offer }

it('takes the providers of plug-ins', () => {
	expect(pluginProviders(providers, [{ name: 'site', providers: [provider] }])).toEqual([provider])
})

it.each([
	['a prefix that is shipped', { ...provider, prefix: 'debian' }, /has a prefix that another one has/],
	['nothing to offer', { ...provider, kernel: undefined }, /has nothing for any axis/],
	[
		'half an offer',
		{ ...provider, kernel: { ...offer, pins: undefined } },
		/lacks `parse`, `slug` or `pins`/,
	],
])('refuses a provider with %s, and names the plug-in', (_, wrong, message) => {
	const load = () => pluginProviders(providers, [{ name: 'site', providers: [wrong] }])
	expect(load).toThrow(message)
	expect(load).toThrow('the plug-in "site"')
})
