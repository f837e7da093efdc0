import { expect, it } from 'vitest'
import { parseAddress, shownUrl } from './address.ts'

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
