import { describe, expect, it, test } from 'vitest'
import { assertFragment, mergeFragments, readConfig, unmetOptions } from './fragment.ts'

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

test('of what fragments say about one option the last one holds, and comments are no part of what comes of them', () => {
	const over = '# Why.\n# CONFIG_BRIDGE is not set\nCONFIG_BRIDGE_NETFILTER=n\nCONFIG_NR_CPUS=4\n'
	expect(mergeFragments([fragment, over])).toBe(
		'# CONFIG_BRIDGE is not set\n# CONFIG_BRIDGE_NETFILTER is not set\nCONFIG_LOCALVERSION="-x y"\nCONFIG_NR_CPUS=4\n',
	)
})

describe('a fragment of one’s own', () => {
	it.each([
		'CONFIG_VETH=y',
		'CONFIG_VETH=n',
		'# CONFIG_VETH is not set',
		'CONFIG_NR_CPUS=4',
		'CONFIG_PHYSICAL_START=0x1000000',
		'CONFIG_DEFAULT_TCP_CONG="bbr"',
		'CONFIG_CMDLINE=""',
		'# a comment with $(words)',
		'',
		'CONFIG_VETH=y\r',
	])('may have the line %j', (line) => {
		expect(() => assertFragment('my.config', `CONFIG_BRIDGE=y\n${line}\n`)).not.toThrow()
	})

	it.each([
		'CONFIG_VETH=m',
		'CONFIG_VETH',
		'VETH=y',
		' CONFIG_VETH=y',
		'CONFIG_VETH=y # a comment',
		'CONFIG_VETH=yes',
		'CONFIG_CMDLINE="$(shell id)"',
		'CONFIG_CMDLINE="a" "b"',
		'CONFIG_LOCALVERSION="-mine"',
		'include other.config',
	])('is refused for the line %j, which is named', (line) => {
		const fragment = `# Mine.\nCONFIG_BRIDGE=y\n${line}\n`
		expect(() => assertFragment('my.config', fragment)).toThrow(
			`my.config: line 3 is ${JSON.stringify(line)}. Expected `,
		)
	})
})
