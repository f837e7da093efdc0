import { expect, test } from 'vitest'
import {
	kernelPins,
	parseDockerValue,
	parseKernelValue,
	parseNetworkValue,
	parseRootlessKitValue,
	stackPins,
} from './index.ts'
import type { Parsed } from './parsed.ts'

function valueOf<T>(parsed: Parsed<T>): T {
	if ('value' in parsed) return parsed.value
	throw new RangeError(parsed.expected)
}
const debianArch = process.arch === 'arm64' ? 'arm64' : 'amd64'

test.each([
	[
		'debian:26.1',
		'bundled',
		'slirp4netns',
		['docker 26.1', 'rootlesskit of docker 26.1', 'slirp4netns of docker 26.1'],
	],
	[
		'debian:26.1',
		'debian:2.0.2',
		'pasta@2025_05_03',
		['docker 26.1', 'rootlesskit 2.0.2', 'passt 2025_05_03'],
	],
	['local:out', 'bundled', 'slirp4netns', ['slirp4netns of trixie']],
	['local:out', 'local:kit', 'slirp4netns@1.3.3', ['slirp4netns 1.3.3']],
])('%s with RootlessKit %s and %s has the keys of its packages', (docker, rootlesskit, network, packages) => {
	const request = {
		docker: valueOf(parseDockerValue(docker)),
		rootlesskit: valueOf(parseRootlessKitValue(rootlesskit)),
		network: valueOf(parseNetworkValue(network)),
	}
	expect(stackPins(request)).toEqual(packages.map((what) => `debian ${what} ${debianArch}`))
})

test('a network driver that nothing else decides comes from the guest’s suite', () => {
	const request = (docker: string) => ({
		docker: valueOf(parseDockerValue(docker)),
		rootlesskit: valueOf(parseRootlessKitValue('bundled')),
		network: valueOf(parseNetworkValue('slirp4netns')),
		guest: {
			value: 'other:1',
			title: 'Another one',
			about: 'Made up.',
			system: { suite: 'bookworm', packages: [] },
		},
	})
	expect(stackPins(request('local:out'))).toEqual([`debian slirp4netns of bookworm ${debianArch}`])
	expect(stackPins(request('debian:26.1')).at(-1)).toBe(`debian slirp4netns of docker 26.1 ${debianArch}`)
})

test('lxc-user-nic belongs to the host: it comes from the guest’s suite, whatever docker is', () => {
	const request = (docker: string) => ({
		docker: valueOf(parseDockerValue(docker)),
		rootlesskit: valueOf(parseRootlessKitValue('bundled')),
		network: valueOf(parseNetworkValue('lxc-user-nic')),
	})
	for (const docker of ['debian:28.5', 'upstream:27.5.1'])
		expect(stackPins(request(docker)).at(-1)).toBe(`debian lxc of trixie ${debianArch}`)
})

test('upstream’s files, buildx among them, each once', () => {
	const request = {
		docker: valueOf(parseDockerValue('upstream:27.5.1')),
		rootlesskit: valueOf(parseRootlessKitValue('upstream:2.3.2')),
		network: valueOf(parseNetworkValue(`pasta@file:passt#sha256=${'a'.repeat(64)}`)),
	}
	expect(stackPins(request, 'x86_64')).toEqual([
		'docker-27.5.1.tgz x86_64',
		'docker-rootless-extras-27.5.1.tgz x86_64',
		'buildx-v0.20.0.linux-amd64 x86_64',
		'buildx-v0.20.0.checksums.txt x86_64',
		`passt ${'a'.repeat(64)}`,
	])
})

test('a kernel comes with the busybox of its initrd; one of the user’s own has no other key', () => {
	const pins = (text: string) => kernelPins(valueOf(parseKernelValue(text)))
	const busybox = `debian busybox-static ${debianArch}`
	expect(pins('debian:6.12')).toEqual([`debian kernel 6.12 ${debianArch}`, busybox])
	expect(pins('built:6.12-no-br-netfilter')).toEqual([`debian linux-source 6.12 ${debianArch}`, busybox])
	expect(pins('file:x.deb')).toEqual([busybox])
})
