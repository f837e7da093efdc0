import { expect, test } from 'vitest'
import { absolutePlaces } from './places.ts'

test('relative, blank and globbed directories are made absolute, and are otherwise as they were', () => {
	const env = { ROOTLESS_MATRIX_CACHE: 'my cache/*', TMPDIR: '../tmp', XDG_CACHE_HOME: '', HOME: 'x' }
	expect(absolutePlaces(env, '/srv/ci')).toEqual({
		ROOTLESS_MATRIX_CACHE: '/srv/ci/my cache/*',
		TMPDIR: '/srv/tmp',
	})
})

test.each(['/srv/"ci"', '/srv/a\nb', '/srv/a\\b'])(
	'a path that apt cannot be told is refused by name: %j',
	(path) => {
		expect(() => absolutePlaces({ TMPDIR: path }, '/')).toThrow(
			'TMPDIR has a quote, a backslash or a control character',
		)
	},
)

test.each(['/srv/"ci"', '/srv/a\nb'])('and so is a relative one below such a directory: %j', (cwd) => {
	expect(() => absolutePlaces({ ROOTLESS_MATRIX_CACHE: 'cache' }, cwd)).toThrow(
		`ROOTLESS_MATRIX_CACHE has a quote, a backslash or a control character in it: ${JSON.stringify(`${cwd}/cache`)}`,
	)
})
