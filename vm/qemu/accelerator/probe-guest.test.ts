import { expect, it } from 'vitest'
import { tellingLine } from './probe-guest.ts'

it.each([
	[
		'KVM internal error. Suberror: 1\r\nemulation failure\r\nRAX=00 RBX=00\r\nCode=05 83 fa 0f\r\n',
		'KVM internal error. Suberror: 1',
	],
	[
		'qemu-system-x86_64: error: failed to set MSR 0x38d\nAborted\n',
		'qemu-system-x86_64: error: failed to set MSR 0x38d',
	],
	['Linux version 6.12\nRun /init\n', undefined],
])('%#: finds the line that says what is wrong', (output, line) => {
	expect(tellingLine(output)).toBe(line)
})
