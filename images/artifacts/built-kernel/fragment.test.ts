import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { readConfig, unmetOptions } from './fragment.ts'

const fragment = `# A comment.
CONFIG_BRIDGE=y
# CONFIG_BRIDGE_NETFILTER is not set
CONFIG_LOCALVERSION="-x y"
`

test('a config that does as the fragment says has nothing unmet, whatever else it has', () => {
	expect(unmetOptions(fragment, `CONFIG_BRIDGE=y\nCONFIG_LOCALVERSION="-x y"\nCONFIG_VETH=y\n`)).toEqual([])
})

test.each([
	['is missing', '', 'CONFIG_BRIDGE', undefined],
	['became a module', 'CONFIG_BRIDGE=m', 'CONFIG_BRIDGE', 'm'],
	['was forced on', 'CONFIG_BRIDGE=y\nCONFIG_BRIDGE_NETFILTER=y', 'CONFIG_BRIDGE_NETFILTER', 'y'],
	['was forced on as a module', 'CONFIG_BRIDGE_NETFILTER=m', 'CONFIG_BRIDGE_NETFILTER', 'm'],
	['has another text', 'CONFIG_LOCALVERSION="-z"', 'CONFIG_LOCALVERSION', '"-z"'],
])('an option that %s is unmet', (_how, config, option, found) => {
	expect(unmetOptions(fragment, config)).toContainEqual({
		option,
		asked: readConfig(fragment).get(option),
		found,
	})
})

test('the fragment without br_netfilter says so itself, and leaves nothing to modules', async () => {
	const path = new URL('configs/no-br-netfilter.config', import.meta.url)
	const options = readConfig(await readFile(path, 'utf8'))
	expect([...options.keys()]).toContain('CONFIG_BRIDGE_NETFILTER')
	expect(options.get('CONFIG_BRIDGE_NETFILTER')).toBeUndefined()
	expect([...options].filter(([, value]) => value === 'm')).toEqual([])
})
