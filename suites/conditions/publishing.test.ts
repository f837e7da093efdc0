import type { Axes, DaemonSettings, Stack } from '#results'
import { exampleAxes as axes } from '#results/testing'
import { describe, expect, it } from 'vitest'
import { catalogueEntry } from '../catalogue/index.ts'
import { viewOf } from '../check/cell-facts.ts'
import { loopbackSource } from './publishing.ts'

/** Of a cell whose binaries say this of themselves; what these leave open it asks for as `over` has it. */
const view = (over: Partial<Axes>, stack: Partial<Stack>, daemonSettings: DaemonSettings = {}) =>
	viewOf({
		cell: { id: '0123456789ab', slug: 'x', axes: { ...axes, ...over }, daemonSettings },
		stack: { origins: [], ...stack },
		asked: { dockerd: over.docker?.split(':')[1], passt: over.network?.split('@')[1] },
	})

const applies = (id: string, over: Partial<Axes> = {}, daemonSettings: DaemonSettings = {}, passt?: string) =>
	catalogueEntry(id).applies.holds(view(over, { passt }, daemonSettings))

const pasta = (version: string): Partial<Axes> => ({ network: `pasta@${version}`, portDriver: 'implicit' })

describe('publish.udp', () => {
	it('is asked of every stack that forwards UDP', () => {
		expect(applies('publish.udp')).toBe(true)
		expect(applies('publish.udp', { portDriver: 'slirp4netns' })).toBe(true)
		expect(applies('publish.udp', pasta('2025_05_03'), {}, '0.0~git20250503.587980c-2')).toBe(true)
	})

	it('is skipped with a pasta from before 2023_11_19, also one that cannot tell its version', () => {
		const reason = 'does not forward UDP with implicit ports'
		expect(applies('publish.udp', pasta('2023_03_09'), {}, '2023_03_09.7c7625d')).toContain(reason)
		expect(applies('publish.udp', pasta('2023_03_09'), {}, 'unknown version')).toContain(reason)
		expect(applies('publish.udp-v6', pasta('2023_03_09'))).toContain(reason)
	})
})

describe('with userland-proxy=false', () => {
	const off = { userlandProxy: false }

	it('one check asks for the port on all addresses, and only one', () => {
		expect(applies('publish.no-proxy', {}, off)).toBe(true)
		expect(applies('publish.any-v4', {}, off)).toContain('see publish.no-proxy')
		expect(applies('publish.any-nic', {}, off)).toContain('see publish.no-proxy')
		expect(applies('publish.no-proxy')).toContain('see publish.any-v4')
	})

	it.each(['publish.any-v6', 'publish.loopback-only-v6', 'publish.udp-v6'])(
		'%s has no contract: nothing carries IPv6 to IPv4',
		(id) => {
			expect(applies(id, {}, off)).toContain('the userland proxy is off')
		},
	)
})

describe('a client on the loopback of the VM is seen', () => {
	const seen = (over: Partial<Axes>, stack: Partial<Stack> = {}, daemonSettings?: DaemonSettings) =>
		loopbackSource(view(over, stack, daemonSettings))

	it('as the gateway of the network with builtin, and as 10.0.2.2 with slirp4netns', () => {
		expect(seen({})).toBe('gateway')
		expect(seen({ portDriver: 'slirp4netns' })).toBe('slirp')
	})

	it.each([
		['2.0.2', '0.0~git20250503.587980c-2', 'namespace'],
		['2.0.2', 'unknown version', 'namespace'],
		['2.0.2', '2023_03_09.7c7625d', 'gateway'],
		['2.3.2', '2025_05_03.587980c', 'gateway'],
	])('with RootlessKit %s and pasta %s: %s', (rootlesskit, passt, source) => {
		expect(seen(pasta('2025_05_03'), { rootlesskit, passt })).toBe(source)
	})

	it('as the gateway where dockerd masquerades it, which is without the proxy', () => {
		const stack = { rootlesskit: '2.0.2', passt: '2025_05_03' }
		expect(seen(pasta('2025_05_03'), stack, { userlandProxy: false })).toBe('gateway')
	})
})

it('publish.nic-address has no contract where dockerd asks nobody for ports', () => {
	expect(applies('publish.nic-address', pasta('2025_05_03'))).toContain('no address of the VM')
	expect(applies('publish.nic-address')).toBe(true)
})

it('isolation.host-network-container has no contract with a detached network namespace', () => {
	expect(applies('isolation.host-network-container', { docker: 'upstream:29.4.3' })).toBe(true)
	expect(applies('isolation.host-network-container', { docker: 'upstream:29.5.0' })).toContain('detached')
})

it('outgoing IPv6 is asked where RootlessKit is told --ipv6 and the bridge has it', () => {
	const rootlesskitFlags = ['--ipv6']
	for (const id of ['egress.tcp-v6', 'egress.udp-v6']) {
		expect(applies(id, {}, { ipv6: true, rootlesskitFlags })).toBe(true)
		expect(applies(id, {}, { ipv6: true })).toContain('told --ipv6')
		expect(applies(id, {}, { rootlesskitFlags })).toContain('the default bridge has no IPv6')
	}
})

it('nothing is asked over IPv6 of a kernel that is booted or built without it', () => {
	const cmdline = 'quiet ipv6.disable=1'
	const kernel = 'built:6.12-no-ipv6-no-veth'
	for (const id of [
		'publish.any-v6',
		'publish.loopback-only-v6',
		'publish.udp-v6',
		'bridge.same-network-v6',
	]) {
		expect(applies(id)).toBe(true)
		expect(applies(id, { cmdline })).toContain('it has no IPv6')
		expect(applies(id, { kernel })).toBe('the kernel is built without IPv6')
	}
	expect(applies('publish.any-v4', { cmdline, kernel })).toBe(true)
})
