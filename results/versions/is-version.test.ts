import { expect, test } from 'vitest'
import { isVersion } from './is-version.ts'

test.each([
	['27.5.1', '27.5.1', true],
	['27.5.1', '27.5.10', false],
	['27.5.1', '27.5', false],
	['27.5.1', '27.5.1-rc.1', false],
	['27.5.1', '27.5.1~rc1', false],
	['26.1.5+dfsg1', '26.1.5+dfsg1', true],
	['2.0.2', '2.0.2', true],
	['2.1.9+ds1-5', '2.1.9+unknown', true],
	['2.1.9+ds1-5', '2.1.90+unknown', false],
	['1.7.24~ds1-6+deb13u1', '1.7.24~ds1', true],
	['1.2.1-1.1', '1.2.1', true],
	['0.0~git20250503.587980c', '0.0~git20250503.587980c-2+deb13u1', true],
	['0.0~git20250503.587980c', '0.0~git20250503.587980cd', false],
	['0.20.0', 'v0.20.0', true],
	['2025_05_03.587980c', '2025_05_03.587980c', true],
])('asked for %s, %s is what was meant: %s', (asked, says, meant) => {
	expect(isVersion(asked, says)).toBe(meant)
})
