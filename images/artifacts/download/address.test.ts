import { expect, it } from 'vitest'
import { parseAddress, redirectTarget, shownUrl } from './address.ts'

it.each([
	['https://me:secret@mirror.test/x?token=1', 'https://mirror.test/x'],
	// What is no address has a password all the same.
	['http://me:sec/ret@mirror.test/x', 'http://mirror.test/x'],
	['http://me:sec ret#@mirror.test/x', 'http://mirror.test/x'],
])('of %s, %s is shown', (url, shown) => {
	expect(shownUrl(url)).toBe(shown)
})

it('an address that is refused is told without its password', () => {
	const refusal = 'http://mirror.test/x is no http or https address.'
	expect(() => parseAddress('http://me:sec/ret@mirror.test/x')).toThrow(refusal)
})

it('redirects do not give up encryption', () => {
	const target = (location: string) => redirectTarget(new URL('https://a.test/x'), location).href
	expect(target('https://b.test/y')).toBe('https://b.test/y')
	expect(() => target('http://b.test/y')).toThrow(
		'https://a.test/x redirects to http://b.test/y, which is not encrypted',
	)
	expect(() => target('file:///etc/passwd')).toThrow('not encrypted')
})
