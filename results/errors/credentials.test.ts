import { expect, test } from 'vitest'
import { withoutCredentials } from './credentials.ts'

test.each([
	['http://user:secret@mirror.test/debian', 'http://mirror.test/debian'],
	['https://token@mirror.test', 'https://mirror.test'],
	['E: http://u:p@ss@m/x 404, and ftp://u:p@n/', 'E: http://m/x 404, and ftp://n/'],
	['http://mirror.test/a@b?c=d@e', 'http://mirror.test/a@b?c=d@e'],
	['mail me@there.test', 'mail me@there.test'],
	['/srv/mirror', '/srv/mirror'],
])('%s is shown as %s', (text, shown) => {
	expect(withoutCredentials(text)).toBe(shown)
})
