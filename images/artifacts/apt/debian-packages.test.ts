import { describe, expect, test } from 'vitest'
import type { PackageVersion } from './debian-names.ts'
import {
	compareKernels,
	dockerPackages,
	kernelPackages,
	passtPackages,
	slirp4netnsPackages,
} from './debian-packages.ts'

/** A cut of what `apt-cache madison` says today. */
const archive: PackageVersion[] = [
	['docker.io', '28.5.2+dfsg4-5', 'sid'],
	['docker.io', '26.1.5+dfsg1-9+deb13u1', 'trixie'],
	['docker.io', '20.10.24+dfsg1-1+deb12u1+b6', 'bookworm'],
	['docker-cli', '28.5.2+dfsg4-5', 'sid'],
	['docker-cli', '26.1.5+dfsg1-9+deb13u1', 'trixie'],
	...['sid', 'trixie', 'bookworm'].flatMap((suite) =>
		['containerd', 'runc', 'tini', 'libslirp0'].map((name) => [name, `1-${suite}`, suite]),
	),
	['tini-static', '1-sid', 'sid'],
	['slirp4netns', '1.3.3-1', 'sid'],
	['slirp4netns', '1.2.1-1.1', 'trixie'],
	['passt', '0.0~git20250503.587980c-2+deb13u1', 'trixie'],
	['passt', '0.0~git20230309.7c7625d-1', 'bookworm'],
	['linux-image-6.12.95+deb12-cloud-amd64', '6.12.95-1~bpo12+1', 'bookworm-backports'],
	['linux-image-6.12.107+deb13-cloud-amd64', '6.12.107-1', 'trixie'],
	['linux-image-6.1.0-50-cloud-amd64', '6.1.176-1', 'bookworm'],
	['linux-binary-7.3.4+deb13-cloud-amd64', '7.3.4-1~bpo13+1', 'trixie-backports'],
	['linux-modules-7.3.4+deb13-cloud-amd64', '7.3.4-1~bpo13+1', 'trixie-backports'],
	['linux-base-7.3.4+deb13-cloud-amd64', '7.3.4-1~bpo13+1', 'trixie-backports'],
	['linux-image-7.3.4+deb13-cloud-amd64', '7.3.4-1~bpo13+1', 'trixie-backports'],
	['linux-image-7.3.9+deb13-cloud-amd64', '7.3.9-1', 'sid'],
	['linux-binary-7.3.9+deb13-cloud-amd64', '7.3.9-1', 'sid'],
	['linux-modules-7.3.9+deb13-cloud-amd64', '7.3.9-2', 'sid'],
	['linux-binary-7.1.13+deb13-cloud-amd64', '7.1.13-1~bpo13+1', 'trixie-backports'],
	['linux-image-6.18.15+deb13-cloud-amd64', '6.18.15-1~bpo13+1', 'trixie-backports'],
].map(([name = '', version = '', suite = '']) => ({ name, version, suite }))

const lookup = async (name: string) => archive.filter((item) => item.name === name)
const names = async (prefix: string) => [
	...new Set(archive.map((item) => item.name).filter((name) => name.startsWith(prefix))),
]
const listed = (items: readonly PackageVersion[]) => items.map((item) => `${item.name}=${item.version}`)

describe('docker', () => {
	test('takes everything from the suite that has the series', async () => {
		expect(listed(await dockerPackages(lookup, '26.1'))).toEqual([
			'docker.io=26.1.5+dfsg1-9+deb13u1',
			'docker-cli=26.1.5+dfsg1-9+deb13u1',
			'containerd=1-trixie',
			'runc=1-trixie',
			'tini=1-trixie',
		])
	})
	test('takes the tini that docker-init links to', async () => {
		expect(listed(await dockerPackages(lookup, '28.5'))).toContain('tini-static=1-sid')
	})
	test('needs no client package where docker.io brings the client', async () => {
		expect(listed(await dockerPackages(lookup, '20.10'))).not.toContain('docker-cli')
	})
	test('does not take 26.10 for 26.1, nor a version that nobody has', async () => {
		await expect(dockerPackages(lookup, '26.10')).rejects.toThrow('No Debian suite has docker.io 26.10.')
		await expect(dockerPackages(lookup, '2')).rejects.toThrow('docker.io 2')
	})
})

test('slirp4netns brings the libslirp of its own suite', async () => {
	expect(listed(await slirp4netnsPackages(lookup, { version: '1.3.3' }))).toEqual([
		'slirp4netns=1.3.3-1',
		'libslirp0=1-sid',
	])
})

test.each(['2025_05_03', '2025_05_03.587980c', '0.0~git20250503.587980c-2'])(
	'finds passt by %s',
	async (wanted) => {
		expect(listed(await passtPackages(lookup, wanted))).toEqual(['passt=0.0~git20250503.587980c-2+deb13u1'])
	},
)

test('a passt of another commit of that day is another passt', async () => {
	await expect(passtPackages(lookup, '2025_05_03.1234567')).rejects.toThrow('2025_05_03.1234567')
})

describe('kernels', () => {
	test('a series is its newest release over all suites', async () => {
		expect(listed(await kernelPackages(lookup, names, '6.12'))).toEqual([
			'linux-image-6.12.107+deb13-cloud-amd64=6.12.107-1',
		])
	})
	test('6.1 is not 6.12', async () => {
		expect(listed(await kernelPackages(lookup, names, '6.1'))).toEqual([
			'linux-image-6.1.0-50-cloud-amd64=6.1.176-1',
		])
	})
	test('one release is that release', async () => {
		expect(listed(await kernelPackages(lookup, names, '6.12.95+deb12-cloud-amd64'))).toEqual([
			'linux-image-6.12.95+deb12-cloud-amd64=6.12.95-1~bpo12+1',
		])
	})
	test('since 6.19 a kernel is three packages, of the newest release that is there whole', async () => {
		expect(listed(await kernelPackages(lookup, names, '7.3'))).toEqual([
			'linux-binary-7.3.4+deb13-cloud-amd64=7.3.4-1~bpo13+1',
			'linux-modules-7.3.4+deb13-cloud-amd64=7.3.4-1~bpo13+1',
			'linux-base-7.3.4+deb13-cloud-amd64=7.3.4-1~bpo13+1',
		])
	})
	test('6.18 is one package still', async () => {
		expect(listed(await kernelPackages(lookup, names, '6.18'))).toEqual([
			'linux-image-6.18.15+deb13-cloud-amd64=6.18.15-1~bpo13+1',
		])
	})
	test.each(['7.1', '7.1.13+deb13-cloud-amd64'])('%s, without its modules, says what is missing', (wanted) =>
		expect(kernelPackages(lookup, names, wanted)).rejects.toThrow(
			'have linux-binary-7.1.13+deb13-cloud-amd64 7.1.13-1~bpo13+1, but no linux-modules-7.1.13+deb13-cloud-amd64 and no linux-base-7.1.13',
		),
	)
	test('an unknown series says what there is', async () => {
		await expect(kernelPackages(lookup, names, '4.19')).rejects.toMatchObject({ code: 'artifact' })
	})
	test('releases order by number, not by letter', () => {
		expect(['6.12.9', '6.12.107+deb13', '6.12.10', '6.12.107+deb12'].sort(compareKernels)).toEqual([
			'6.12.9',
			'6.12.10',
			'6.12.107+deb12',
			'6.12.107+deb13',
		])
	})
})
