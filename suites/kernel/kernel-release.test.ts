import { expect, it } from 'vitest'
import { wrongRelease } from './kernel-release.ts'

const cloud = '6.12.107+deb13-cloud-amd64'

it.each([
	[{ series: '6.12' }, cloud, true],
	[{ series: '5.10' }, '5.10.0-32-cloud-amd64', true],
	[{ series: '6.1' }, cloud, false],
	[{ series: '6.12' }, '', false],
	[{ release: cloud }, cloud, true],
	[{ release: cloud }, '6.12.95+deb12-cloud-amd64', false],
	[{ release: cloud }, `${cloud}-dbg`, false],
	[undefined, '6.12.107', true],
])('%j is asked for, and %s runs: %s', (asked, release, right) => {
	const wrong = `The cell is to run KERNEL, and the VM runs Linux ${release}`
	expect(wrongRelease({ kernel: 'KERNEL', asked, given: undefined }, release)).toBe(right ? undefined : wrong)
})

it.each([
	['6.12.107', '6.12.107', undefined],
	['6.12.107', '6.12.95', 'The kernel of file:kernel.deb is Linux 6.12.107, and the VM runs Linux 6.12.95'],
	['', '6.12.107', undefined],
	[undefined, '6.12.107', undefined],
])('%s was put in a VM that runs %s: %s', (given, release, wrong) => {
	expect(wrongRelease({ kernel: 'file:kernel.deb', asked: undefined, given }, release)).toBe(wrong)
})

it('tells first that another kernel was asked for', () => {
	const asked = { series: '6.1' }
	expect(wrongRelease({ kernel: 'debian:6.1', asked, given: '6.12.107' }, '6.12.107')).toBe(
		'The cell is to run debian:6.1, and the VM runs Linux 6.12.107',
	)
	expect(
		wrongRelease({ kernel: 'debian:6.12', asked: { series: '6.12' }, given: cloud }, '6.12.95'),
	).toContain(`is Linux ${cloud}`)
})
