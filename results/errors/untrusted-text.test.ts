import { expect, test } from 'vitest'
import { refusedAddress, withoutCredentials } from './untrusted-text.ts'

test.each([
	['http://user:secret@mirror.test/debian', 'http://mirror.test/debian'],
	['https://token@mirror.test', 'https://mirror.test'],
	['E: http://u:p@ss@m/x 404, and ftp://u:p@n/', 'E: http://m/x 404, and ftp://n/'],
	['http://mirror.test/a@b?c=d@e', 'http://mirror.test/a@b?c=d@e'],
	['mail me@there.test', 'mail me@there.test'],
	// No valid addresses, and passwords all the same.
	['http://user:pa/ss@m/', 'http://m/'],
	['http://user:pa#ss@m/', 'http://m/'],
	['http://user:pa?ss@m/', 'http://m/'],
	['E: http://user:pa/s@s@m/x 404, and "ftp://u:p/w@n/"', 'E: http://m/x 404, and "ftp://n/"'],
	["http://user:pa'ss@m/", 'http://m/'],
	['redis://:pa/ss@queue.test', 'redis://queue.test'],
	['from=http://m/x,http://u:p@n/', 'from=http://m/x,http://n/'],
	['/srv/mirror', '/srv/mirror'],
])('%s is shown as %s', (text, shown) => {
	expect(withoutCredentials(text)).toBe(shown)
})

test.each([
	['ftp://user:secret@mirror.test/debian', 'ftp://mirror.test/debian'],
	['http://user:pa/ss@mirror.test', 'http://mirror.test'],
	['ftp://user:pa "s\ns@mirror.test', 'ftp://mirror.test'],
	// A valid address, whose host is the user's name: it was refused, so that it may have been meant otherwise.
	['ftp://token/x@mirror.test', 'ftp://mirror.test'],
	['user:secret@mirror.test', 'mirror.test'],
	['nowhere', 'nowhere'],
])('%j, when it was refused, is shown as %s', (text, shown) => {
	expect(refusedAddress(text)).toBe(shown)
})

test('a long text without any address is not read over and over', () => {
	const text = 'a.'.repeat(50_000)
	const before = performance.now()
	expect(withoutCredentials(text)).toBe(text)
	expect(performance.now() - before).toBeLessThan(5_000)
})
