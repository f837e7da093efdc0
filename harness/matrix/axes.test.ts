import { askedKernel, examplesOf } from '#images/providers'
import { describe, expect, it } from 'vitest'
import { askedVersion, type Axes, leftOutOf, networkDriver, networkVersion } from '#results'
import { exampleAxes as axes } from '#results/testing'
import { axisValue, readAxis } from './axes.ts'
import { askedOf, readAxes, recorded, readCell } from './cell.ts'

describe('an axis understands', () => {
	it.each([
		['kernel', 'debian:6.12', { provider: 'debian', version: '6.12' }],
		[
			'kernel',
			'debian:6.12.107+deb13-cloud-amd64',
			{ provider: 'debian', version: '6.12.107+deb13-cloud-amd64' },
		],
		['kernel', 'debian:5.10.0-32-cloud-amd64', { provider: 'debian', version: '5.10.0-32-cloud-amd64' }],
		['kernel', 'file:a dir/linux.deb', { provider: 'file', files: [{ path: 'a dir/linux.deb' }] }],
		[
			'kernel',
			`file:../core.rpm#sha256=${'c'.repeat(64)},odd%2Cname`,
			{ provider: 'file', files: [{ path: '../core.rpm', sha256: 'c'.repeat(64) }, { path: 'odd,name' }] },
		],
		[
			'kernel',
			'file:disk.qcow2#release=6.12.0-55.el10.x86_64',
			{ provider: 'file', files: [{ path: 'disk.qcow2', release: '6.12.0-55.el10.x86_64' }] },
		],
		[
			'kernel',
			'built:6.12-no-br-netfilter',
			{ provider: 'built', version: '6.12', without: ['br-netfilter'] },
		],
		['kernel', 'built:6.12', { provider: 'built', version: '6.12', without: [] }],
		[
			'kernel',
			'built:6.12-no-ip-nf-raw-no-ipv6-no-veth',
			{ provider: 'built', version: '6.12', without: ['ip-nf-raw', 'ipv6', 'veth'] },
		],
		[
			'kernel',
			`built:6.12-no-veth+a dir/my-no-x.config#sha256=${'d'.repeat(64)}`,
			{
				provider: 'built',
				version: '6.12',
				without: ['veth'],
				fragment: { path: 'a dir/my-no-x.config', sha256: 'd'.repeat(64) },
			},
		],
		['docker', 'debian:26.1', { provider: 'debian', version: '26.1' }],
		['docker', 'debian:26.1.5+dfsg1-9+deb13u1', { provider: 'debian', version: '26.1.5+dfsg1-9+deb13u1' }],
		['docker', 'upstream:27.5.1', { provider: 'upstream', version: '27.5.1' }],
		['docker', 'local:out', { provider: 'local', dir: 'out' }],
		['rootlesskit', 'bundled', 'bundled'],
		['rootlesskit', 'debian:2.0.2', { provider: 'debian', version: '2.0.2' }],
		['network', 'slirp4netns', { driver: 'slirp4netns' }],
		['network', 'slirp4netns@1.3.3', { driver: 'slirp4netns', version: '1.3.3' }],
		['network', 'pasta@2025_05_03', { driver: 'pasta', version: '2025_05_03' }],
		[
			'network',
			'pasta@0^20241030.gee7d0b6-1.fc41',
			{ driver: 'pasta', version: '0^20241030.gee7d0b6-1.fc41' },
		],
		[
			'network',
			`pasta@file:my dir/passt.deb#sha256=${'a'.repeat(64)}`,
			{ driver: 'pasta', file: { path: 'my dir/passt.deb', sha256: 'a'.repeat(64) } },
		],
		[
			'network',
			`pasta@https://passt.test/x86_64/passt#sha256=${'b'.repeat(64)}`,
			{ driver: 'pasta', file: { url: 'https://passt.test/x86_64/passt', sha256: 'b'.repeat(64) } },
		],
		['network', 'vpnkit', { driver: 'vpnkit' }],
		['portDriver', 'implicit', 'implicit'],
		['brNetfilter', 'absent', 'absent'],
	] as const)('%s: %s', (axis, text, value) => {
		expect(readAxis(axis, text)).toEqual({ raw: text, value })
	})
})

describe('an axis says what it wants instead of', () => {
	it.each([
		['kernel', 'debian:6.x'],
		['kernel', 'debian:6.12.107'],
		['kernel', '6.12'],
		['kernel', 'file:'],
		['kernel', 'file:core.rpm,'],
		['kernel', 'file:core.rpm#sha256=abc'],
		['kernel', 'file:disk.qcow2#release=../x'],
		['kernel', 'built:6.12-tiny'],
		['kernel', 'built:6.12-no-'],
		['kernel', 'built:6.12-no-bridge'],
		['kernel', 'built:6.12-no-veth-no-ipv6'],
		['kernel', 'built:6.12-no-veth-no-veth'],
		['kernel', 'built:6.12+my.config'],
		['kernel', `built:6.12+#sha256=${'d'.repeat(64)}`],
		['kernel', 'built:6.12+my.config#sha256=abc'],
		['kernel', 'built:6.12.107-no-br-netfilter'],
		['docker', 'debian:foo'],
		['docker', 'debian:26'],
		['docker', 'upstream:27.5'],
		['docker', 'podman:5.0'],
		['rootlesskit', ''],
		['network', 'pasta'],
		['network', 'pasta@yesterday'],
		['network', 'pasta@2025_05_03-rc1'],
		['network', 'pasta@2025_05_03.587980c junk'],
		['network', 'pasta@2025_05_03.'],
		['network', 'pasta@pasta 2025_05_03'],
		['network', 'pasta@0.0~git20250503.587980c-'],
		['network', 'pasta@file:passt.deb'],
		['network', 'pasta@file:passt.deb#sha256=abc'],
		['network', 'slirp4netns@new'],
		['network', 'vpnkit@1.0'],
		['network', 'bridge'],
		['portDriver', 'none'],
		['brNetfilter', 'maybe'],
		['daemon', '../etc'],
	] as const)('%s: "%s"', (axis, text) => {
		expect(readAxis(axis, text)).toEqual({ expected: expect.stringMatching(/\w/) as string })
	})
})

it('typed values come from a matrix file’s texts, and from nothing else', () => {
	expect(readAxes(axes).docker).toEqual({
		raw: 'debian:26.1',
		value: { provider: 'debian', version: '26.1' },
	})
	expect(() => readAxes({ ...axes, network: 'pasta' })).toThrow('network: expected a passt version')
})

it('parses a text once, and gives nothing for what is no value', () => {
	expect(readAxis('network', 'pasta@2025_05_03')).toBe(readAxis('network', 'pasta@2025_05_03'))
	expect(axisValue('kernel', 'any')).toBeUndefined()
})

it('records the texts, and reads them back', () => {
	const planned = { id: '0'.repeat(12), slug: 'x', axes, daemonSettings: { icc: false } }
	expect(recorded(readCell(planned))).toEqual(planned)
})

it('gives an example of every form there is where it knows no provider', () => {
	// And those of whoever adds one.
	const saying = (form: RegExp) => ({ expected: expect.stringMatching(form) as string })
	expect(readAxis('docker', 'podman:5.0')).toEqual(
		saying(/^a value such as "debian:26\.1", "upstream:27\.5\.1"(, "[^"]+")* or "[^"]+"$/),
	)
	expect(readAxis('network', 'bridge')).toEqual(
		saying(
			/^a value such as "slirp4netns", "slirp4netns@1\.2\.1", "pasta@2025_05_03", "default"(, "[^"]+")+ or "[^"]+"$/,
		),
	)
})

it('results know the versions that a record’s texts name, without asking a provider', () => {
	expect(askedVersion('docker', 'upstream:27.5.1')).toBe('27.5.1')
	// A path is no version, even if it looks like one.
	expect(askedVersion('docker', 'local:27.5.1')).toBeUndefined()
	expect(askedVersion('rootlesskit', 'bundled')).toBeUndefined()
	expect(askedVersion('kernel', 'debian:6.12')).toBe('6.12')
	expect(askedVersion('kernel', 'debian:6.12.107+deb13-cloud-amd64')).toBe('6.12.107+deb13-cloud-amd64')
	expect(askedVersion('kernel', 'built:6.12-no-br-netfilter')).toBe('6.12')
	expect(askedVersion('kernel', 'built:6.12-no-ipv6+7.0-no-veth')).toBe('6.12')
	expect(askedVersion('kernel', 'any')).toBeUndefined()
	expect(networkDriver('slirp4netns@1.2.1')).toBe('slirp4netns')
	expect(networkVersion('pasta@2025_05_03')).toBe('2025_05_03')
	expect(networkVersion(`pasta@file:passt#sha256=${'a'.repeat(64)}`)).toBeUndefined()
})

it('a cell asks for the versions that its values name, and for none that it leaves to a package or a file', () => {
	const asked = (over: Partial<Axes>) => askedOf(readAxes({ ...axes, ...over }))
	expect(asked({ docker: 'upstream:27.5.1', network: 'pasta@2025_05_03' })).toEqual({
		dockerd: '27.5.1',
		passt: '2025_05_03',
	})
	expect(asked({ docker: 'debian:26.1', rootlesskit: 'debian:2.0.2', network: 'slirp4netns@1.2.1' })).toEqual(
		{
			dockerd: '26.1',
			rootlesskit: '2.0.2',
			slirp4netns: '1.2.1',
		},
	)
	const own = { docker: 'local:27.5.1', rootlesskit: 'local:2.0.2' }
	for (const network of ['slirp4netns', 'default', `pasta@file:2025_05_03#sha256=${'a'.repeat(64)}`])
		expect(asked({ ...own, network })).toEqual({})
})

it('a cell asks for a series of kernels, or for one release; any kernel will do of those that name none', () => {
	const asked = (kernel: string) => askedKernel(readAxes({ ...axes, kernel }).kernel.value)
	expect(asked('debian:6.12')).toEqual({ series: '6.12' })
	const release = '6.12.107+deb13-cloud-amd64'
	expect(asked(`debian:${release}`)).toEqual({ release })
	expect(asked('built:6.12-no-br-netfilter')).toEqual({ series: '6.12' })
	expect(asked('file:6.12')).toBeUndefined()
})

describe('what results read of a record’s text is what the providers understand:', () => {
	it.each(
		(['docker', 'rootlesskit', 'kernel'] as const).flatMap((axis) =>
			examplesOf(axis).map(({ value }) => [axis, value.replace('=SUM', `=${'e'.repeat(64)}`)] as const),
		),
	)('%s %s', (axis, text) => {
		const value = axisValue(axis, text)
		expect(askedVersion(axis, text)).toBe(value === 'bundled' ? undefined : value?.version)
		const left = axis === 'kernel' ? (axisValue('kernel', text)?.without ?? []) : []
		expect(leftOutOf(text)).toEqual(left.map((name) => name.replaceAll('-', '_')))
	})

	it.each(examplesOf('network').map(({ value }) => value))('network %s', (text) => {
		const value = axisValue('network', text)
		expect([networkDriver(text), networkVersion(text)]).toEqual([value?.driver, value?.version])
	})
})
