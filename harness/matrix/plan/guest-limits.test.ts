import { expect, it } from 'vitest'
import { exampleAxes } from '#results/testing'
import { readMatrix } from '../file/read-matrix.ts'
import { violations } from './constraints.ts'

const pasta = { portDriver: 'implicit', rootlesskit: 'debian:2.0.2' } as const

it.each([
	['docker', { docker: 'debian:26.1' }],
	['docker', { docker: 'debian:26.1.5+dfsg1-9+deb13u1' }],
	['docker', { docker: 'debian:28.5' }],
	['slirp4netns', { docker: 'upstream:27.5.1', network: 'slirp4netns@1.2.1' }],
	['pasta', { docker: 'upstream:27.5.1', network: 'pasta@2025_05_03', ...pasta }],
	['pasta', { docker: 'upstream:27.5.1', network: 'pasta@2025_05_03.587980c', ...pasta }],
] as const)('Debian 12 runs no %s of a later release, in %o', (part, axes) => {
	expect(violations({ ...exampleAxes, ...axes, guest: 'debian:12' })).toEqual([
		expect.objectContaining({
			id: `debian-12-runs-no-newer-${part}`,
			reason: expect.stringMatching(/^Debian 12 runs no .* since it.* needs glibc 2\.38/) as string,
		}),
	])
	expect(violations({ ...exampleAxes, ...axes })).toEqual([])
})

it.each([
	{ docker: 'debian:20.10' },
	{ docker: 'upstream:27.5.1' },
	{ docker: 'upstream:28.5.2', network: 'slirp4netns@1.2.0' },
	{ docker: 'local:out' },
	{ docker: 'upstream:27.5.1', network: 'pasta@2023_03_09', ...pasta },
	{ docker: 'upstream:27.5.1', network: `pasta@file:passt#sha256=${'a'.repeat(64)}`, ...pasta },
] as const)('Debian 12 runs what it has itself, what is static, and what nobody here knows: %o', (axes) => {
	expect(violations({ ...exampleAxes, ...axes, guest: 'debian:12' })).toEqual([])
})

it('a file that asks for nothing else says why there is no such cell', () => {
	const axes = JSON.stringify({ ...exampleAxes, guest: 'debian:12' })
	const text = `schemaVersion: 1\nname: mine\ndaemons: { default: {} }\naxes: ${axes}\ncoverage: full\n`
	expect(() => readMatrix(text, 'm.yaml')).toThrow(
		'no combination of these values can be run: Debian 12 runs no docker that Debian built for a later release (from 26.1 on), since its runc needs glibc 2.38',
	)
})
