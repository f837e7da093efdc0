import { expect, it } from 'vitest'
import { isAskedKernel } from './kernel-release.ts'

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
