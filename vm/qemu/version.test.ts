import { expect, test } from 'vitest'
import { HostError } from '#results/errors'
import { parseQemuVersion } from './version.ts'

test.each([
	['QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18+b3)\nCopyright', '7.2.22'],
	['QEMU emulator version 10.0.2', '10.0.2'],
])('%s', (text, version) => {
	expect(parseQemuVersion(text)).toBe(version)
})

test('what is not QEMU is refused', () => {
	expect(() => parseQemuVersion('GNU bash')).toThrow(HostError)
})
