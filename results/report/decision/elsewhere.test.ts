import { expect, it } from 'vitest'
import { advised, ran, said, type Tried } from '../testing/tried-27-5-1.ts'

const netns = { kind: 'answered', by: 'host-7012' } as const
const host = { kind: 'answered', by: 'host-7011' } as const

it('tells a range whole, whichever versions of it were tried', () => {
	const tcp: Tried = {
		stack: { passt: '2023_03_09' },
		checks: { 'isolation.netns-loopback': { 'host.tcp': netns } },
	}
	const restored: Tried = {
		checks: { 'isolation.netns-loopback': { 'host.tcp': netns, 'host.udp': netns } },
	}
	expect(advised(ran(tcp, restored))).toEqual([
		expect.stringMatching(
			/^With passt < 2024_10_30\.ee7d0b6, or with RootlessKit ≥ 2\.3\.2, passt ≥ 2024_10_30\.ee7d0b6: use slirp4netns/,
		),
	])
	// What would be one condition more to read, of versions that nobody tried, is left out.
	expect(advised(ran(restored))).toEqual([
		expect.stringMatching(/^With RootlessKit ≥ 2\.3\.2, passt ≥ 2024_10_30\.ee7d0b6: use slirp4netns/),
	])
})

it('says where nobody should rely on a setting of all versions, of an upgrade only where it was tried', () => {
	const old: Tried = {
		stack: { passt: '2025_05_03', rootlesskit: '2.0.2' },
		checks: { 'isolation.host-network-container': { tcp: host, udp: host } },
	}
	expect(said(ran(old)).avoid).toEqual([
		'With RootlessKit < 3.1.0, port driver implicit: do not rely on disable-host-loopback',
	])
	expect(advised(ran(old)).slice(1)).toEqual([
		expect.stringMatching(/^With RootlessKit < 3\.1\.0[^:]*: use slirp4netns/),
		expect.stringMatching(
			/^With passt ≥ 2023_11_19\.4f1709d, port driver implicit: upgrade RootlessKit to 3\.1\.0 or newer \(read about, not measured\), which opens/,
		),
	])
})

it('names the driver that slirp4netns is to take the place of', () => {
	const gateway = { kind: 'wrong-address', found: 'bridge-gateway' } as const
	const checks = { 'source.peer-address': { web: gateway } } as const
	const said = advised(ran({ axes: { network: 'lxc-user-nic', portDriver: 'builtin' }, checks }))
	expect(said.join()).toMatch(/use slirp4netns with the port driver slirp4netns instead of lxc-user-nic/)
})
