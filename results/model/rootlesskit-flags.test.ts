import { expect, it } from 'vitest'
import { rootlesskitTold } from './rootlesskit-flags.ts'

it.each([
	[['--ipv6'], true],
	[['-ipv6'], true],
	[['--ipv6=1'], true],
	[['--ipv6=TRUE'], true],
	[['--ipv6=false', '--ipv6=t'], true],
	[['--ipv6', '--ipv6=false'], false],
	[['--ipv6=0'], false],
	[['--ipv6=yes'], false],
	[['--ipv6x', '--debug'], false],
	[[], false],
	[undefined, false],
])('%j: %s', (flags, told) => {
	expect(rootlesskitTold('ipv6', flags)).toBe(told)
})
