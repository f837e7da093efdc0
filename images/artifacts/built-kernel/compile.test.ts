import { expect, test } from 'vitest'
import { assertConfigured } from './compile.ts'

test('a configuration that dropped an option is refused, and each is named', () => {
	const fragment = 'CONFIG_VETH=y\nCONFIG_BRIDGE=y\n# CONFIG_BRIDGE_NETFILTER is not set\n'
	expect(() => assertConfigured(fragment, 'CONFIG_BRIDGE=y\nCONFIG_BRIDGE_NETFILTER=y\n')).toThrow(
		/CONFIG_VETH is off, not y; CONFIG_BRIDGE_NETFILTER is y, not off/,
	)
	expect(() => assertConfigured(fragment, 'CONFIG_BRIDGE=y\nCONFIG_VETH=y\n')).not.toThrow()
})
