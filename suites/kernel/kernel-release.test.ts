import { expect, it } from 'vitest'
import { isAskedKernel, wrongRelease } from './kernel-release.ts'

it.each([
	['debian:6.12', '6.12.107+deb13-cloud-amd64', true],
	['debian:5.10', '5.10.0-32-cloud-amd64', true],
	['debian:6.12.107+deb13-cloud-amd64', '6.12.107+deb13-cloud-amd64', true],
	['debian:6.1', '6.12.107+deb13-cloud-amd64', false],
	['debian:6.12.107+deb13-cloud-amd64', '6.12.95+deb12-cloud-amd64', false],
	['debian:6.12', '', false],
	['file:kernel.deb', '6.12.107', undefined],
])('%s asks for %s: %s', (axis, release, asked) => {
	expect(isAskedKernel(axis, release)).toBe(asked)
})

it.each([
	['file:kernel.deb', '6.12.107', '6.12.107', undefined],
	[
		'file:kernel.deb',
		'6.12.107',
		'6.12.95',
		'The kernel of file:kernel.deb is Linux 6.12.107, and the VM runs Linux 6.12.95',
	],
	['built:6.12{no-br-netfilter}', '6.12.107', '', expect.stringContaining('runs Linux ') as string],
	[
		'debian:6.12',
		'6.12.107-cloud-amd64',
		'6.12.95-cloud-amd64',
		expect.stringContaining('is Linux 6.12.107') as string,
	],
	['debian:6.1', '6.12.107', '6.12.107', 'The cell is to run debian:6.1, and the VM runs Linux 6.12.107'],
	['file:kernel.deb', undefined, '6.12.107', undefined],
])('%s of %s in a VM that runs %s: %s', (asked, given, release, wrong) => {
	expect(wrongRelease({ asked, given }, release)).toEqual(wrong)
})
