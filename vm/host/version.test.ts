import { expect, test } from 'vitest'
import { isAtLeast } from './version.ts'

test.each([
	['10.0.2', '9.1', true],
	['9.1.0', '9.1', true],
	['9.1', '9.1.0', true],
	['9.0.9', '9.1', false],
	['2.9', '2.10', false],
	['v20.20.2', '20.19', true],
	['6.12.107+deb13-cloud-amd64', '6.12.108', false],
	['5.10.0-32-cloud-amd64', '5.10', true],
	['1.46.2 (28-Feb-2022)', '1.46.2', true],
	['', '1', false],
])('%s is at least %s: %s', (version, minimum, is) => {
	expect(isAtLeast(version, minimum)).toBe(is)
})
