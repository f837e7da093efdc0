import { describe, expect, it } from 'vitest'
import { compareVersions } from '../versions/index.ts'
import {
	dockerRelease,
	dockerWithRootlessKit,
	driversInOrder,
	newestDockerRelease,
	releasesBringing,
} from './index.ts'

describe('what came with a Docker', () => {
	it('is the whole of 27.5.1, as it was measured', () => {
		expect(dockerRelease('27.5.1')).toMatchObject({
			go: '1.22.11',
			rootlesskit: '2.3.2',
			buildx: '0.20.0',
			measured: true,
		})
	})

	it.each([
		['24.0.9', '1.1.1'],
		['25.0.5', '2.0.2'],
		['26.1.4', '2.0.2'],
		['27.2.1', '2.0.2'],
		['27.3.1', '2.3.1'],
		['27.5.0', '2.3.1'],
		['28.0.1', '2.3.2'],
		['28.0.4', '2.3.4'],
		['28.5.1', '2.3.4'],
		['29.1.5', '2.3.5'],
		['29.4.3', '2.3.6'],
		['29.5.2', '3.0.0'],
		['29.6.1', '3.0.1'],
		['29.7.2', '3.0.2'],
		['29.8.0', '3.1.0'],
		['29.9.0', '3.2.0'],
	])('%s has RootlessKit %s', (docker, rootlesskit) => {
		expect(dockerRelease(docker).rootlesskit).toBe(rootlesskit)
	})

	it('says what was inferred, and nothing of what lies between two ranges, before them or after', () => {
		expect(dockerRelease('29.9.0').inferred).toEqual(['rootlesskit'])
		for (const docker of ['20.10.24', '27.3.0', '28.0.2', '29.1.6', '29.7.3', '29.9.1', '30.0.0', 'devel'])
			expect(dockerRelease(docker), docker).toEqual({})
	})

	it('has one answer where both lists speak, and its newest last', () => {
		expect(dockerRelease('28.1.0').rootlesskit).toBe('2.3.4')
		expect(compareVersions('program', newestDockerRelease, '29.7.2')).toBeGreaterThan(0)
	})
})

it('takes a RootlessKit out of extras that were seen to hold it, and out of no others', () => {
	expect(dockerWithRootlessKit('2.3.2')).toBe('27.5.1')
	expect(dockerWithRootlessKit('3.0.2')).toBeUndefined()
})

it('names the releases that bring a RootlessKit, and those that follow the last one with it', () => {
	expect(releasesBringing((kit) => kit === '3.0.0')).toEqual([{ from: '29.5.0', before: '29.5.3' }])
	expect(releasesBringing((kit) => /^3\.[01]/.test(kit))).toEqual([{ from: '29.5.0', before: '29.9.0' }])
	expect(releasesBringing((kit) => /^(?:2\.0|3\.2)/.test(kit))).toEqual([
		{ from: '25.0.5', before: '27.3.1' },
		{ from: '29.9.0' },
	])
})

it('knows which driver the script looks for first, by its version', () => {
	expect(driversInOrder('27.5.1')).toEqual(['slirp4netns', 'vpnkit'])
	expect(driversInOrder('28.5.2')).toEqual(['slirp4netns', 'pasta', 'vpnkit'])
	expect(driversInOrder('29.5.0').at(-1)).toBe('gvisor-tap-vsock')
})
