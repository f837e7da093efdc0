import { expect, test } from 'vitest'
import type { Axes, PlannedCell } from '#results'
import { stackRequest } from './stack-request.ts'

const cell = (changes: Partial<Axes>): PlannedCell => ({
	id: '0'.repeat(12),
	slug: 'x',
	axes: {
		...{ kernel: 'debian:6.12', brNetfilter: 'loaded', docker: 'debian:26.1', rootlesskit: 'bundled' },
		...{ network: 'slirp4netns', portDriver: 'builtin', daemon: 'default' },
		...changes,
	},
	daemonSettings: {},
})
const request = (changes: Partial<Axes>) => stackRequest(cell(changes), '/matrix')
const sha256 = 'a'.repeat(64)

test('each value goes to its provider, paths from the matrix file’s directory', () => {
	expect(request({ docker: 'upstream:27.5.1' })).toEqual({
		docker: { provider: 'upstream', version: '27.5.1' },
		rootlesskit: 'bundled',
		network: { driver: 'slirp4netns' },
	})
	expect(
		request({ docker: 'local:out', rootlesskit: 'upstream:2.3.2', network: 'pasta@2025_05_03' }),
	).toEqual({
		docker: { provider: 'local', dir: '/matrix/out' },
		rootlesskit: { provider: 'upstream', version: '2.3.2' },
		network: { driver: 'pasta', version: '2025_05_03' },
	})
	expect(request({ network: 'slirp4netns@1.3.3' }).network).toEqual({
		...{ driver: 'slirp4netns', version: '1.3.3' },
	})
})

test('a passt of one’s own is a file or an address, with its sum', () => {
	expect(request({ network: `pasta@file:../passt#sha256=${sha256}` }).network).toEqual({
		driver: 'pasta',
		file: { path: '/passt', sha256 },
	})
	expect(request({ network: `pasta@https://passt.test/passt#sha256=${sha256}` }).network).toEqual({
		driver: 'pasta',
		file: { url: 'https://passt.test/passt', sha256 },
	})
})

test('a driver that no provider has cannot be had', () => {
	expect(() => request({ network: 'vpnkit' })).toThrow('has no way to get vpnkit')
})
