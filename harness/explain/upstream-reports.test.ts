import type { Axes, DaemonSettings, ExpectationCell } from '#results'
import { describe, expect, it } from 'vitest'
import { readAxes } from '#harness/matrix'
import { expectAll, type CheckExpectation } from './explain.ts'
import { predictStack } from './predict-stack.ts'

interface Asked {
	readonly docker: string
	readonly rootlesskit?: string
	readonly network?: string
	readonly portDriver?: Axes['portDriver']
	readonly brNetfilter?: Axes['brNetfilter']
	readonly daemon?: DaemonSettings
	readonly cmdline?: string
	readonly kernel?: string
}

const slirpPorts = { network: 'slirp4netns', portDriver: 'slirp4netns' } as const
const builtin = { network: 'slirp4netns', portDriver: 'builtin' } as const
const noProxy = { daemon: { userlandProxy: false } } as const
const pasta = (version: string) => ({ network: `pasta@${version}`, portDriver: 'implicit' }) as const

function cellOf({ docker, rootlesskit, daemon = {}, ...rest }: Asked): ExpectationCell {
	const axes: Axes = {
		kernel: 'any',
		brNetfilter: 'loaded',
		daemon: 'asked',
		...builtin,
		...rest,
		docker: docker.includes(':') ? docker : `upstream:${docker}`,
		rootlesskit: rootlesskit === undefined ? 'bundled' : `upstream:${rootlesskit}`,
	}
	return { axes, daemonSettings: daemon, stack: predictStack(readAxes({ ...axes, kernel: 'debian:6.12' })) }
}

/** `pass`, `skipped`, `not-known`, or the id of the known issue. */
function said(asked: Asked, check: string): string {
	const { checks, onDemand } = expectAll(cellOf(asked))
	const one = [...checks, ...onDemand].find((found): found is CheckExpectation => found.check === check)
	if (one === undefined) throw new Error(`no check ${check}`)
	return one.expect === 'known' ? one.rule.id : one.expect
}

const netnsOf29 = 'RootlessKit’s network namespace is detached'
const spliced = 'pasta-host-loopback-spliced'

/** Configurations of public reports, with what becomes of them; and the ones beside them, which are mended or were never broken. */
const reports: readonly (readonly [
	report: string,
	asked: Asked,
	expected: Readonly<Record<string, string>>,
])[] = [
	[
		'rootlesskit #592: no answers over UDP with 29.5.0',
		{ docker: '29.5.0' },
		{ 'publish.udp': 'builtin-udp-answers-lost', 'publish.udp-loopback': 'pass', 'publish.any-v4': 'pass' },
	],
	['and mended by 29.5.3', { docker: '29.5.3' }, { 'publish.udp': 'pass' }],
	[
		'rootlesskit #592 without the proxy',
		{ docker: '29.5.1', ...noProxy },
		{ 'publish.udp': 'builtin-udp-answers-lost-without-proxy' },
	],
	[
		'rootlesskit #649: 3.2.0 loses source addresses again',
		{ docker: '29.9.0', ...noProxy },
		{ 'source.peer-address': 'builtin-loses-source-address-again' },
	],
	[
		'and 3.3.0 keeps them, as 3.1.0 did',
		{ docker: '29.9.0', rootlesskit: '3.3.0', ...noProxy },
		{ 'source.peer-address': 'pass' },
	],
	['29.8.0 with its own 3.1.0', { docker: '29.8.0', ...noProxy }, { 'source.peer-address': 'pass' }],
	[
		'with the proxy none keeps them',
		{ docker: '29.8.0' },
		{ 'source.peer-address': 'builtin-loses-source-address' },
	],
	[
		'moby #51591: 29.0.4 refuses to publish on all addresses',
		{ docker: '29.0.4', ...slirpPorts },
		{
			'publish.any-v4': 'slirp4netns-all-addresses-refused',
			'publish.any-v6': 'slirp4netns-all-addresses-refused',
			'publish.loopback-only-v4': 'pass',
			'publish.sctp-error': 'slirp4netns-all-addresses-refused',
		},
	],
	[
		'moby #51591 was mended by 29.1.2',
		{ docker: '29.1.2', ...slirpPorts },
		{
			'publish.any-v4': 'pass',
			'publish.any-v6': 'slirp4netns-no-v6-publish',
			'publish.sctp-error': 'sctp-without-addresses',
		},
	],
	['moby #51591 is not of builtin', { docker: '29.0.4' }, { 'publish.any-v4': 'pass' }],
	[
		'rootlesskit #250: 20.10.6 had the same',
		{ docker: '20.10.6', ...slirpPorts },
		{ 'publish.any-v4': 'slirp4netns-all-addresses-timed-out' },
	],
	['mended by 20.10.7', { docker: '20.10.7', ...slirpPorts }, { 'publish.any-v4': 'pass' }],
	[
		'rootlesskit #591: the daemon does not start with passt 2026_05_07',
		{ docker: '27.5.1', ...pasta('2026_05_07.1afd4ed') },
		{ 'daemon.starts': 'pasta-dual-stack-fatal', 'publish.any-v4': 'skipped', 'kernel.facts': 'pass' },
	],
	[
		'mended by passt 2026_05_26',
		{ docker: '27.5.1', ...pasta('2026_05_26.038c51e') },
		{ 'daemon.starts': 'pass', 'publish.any-v4': 'pass' },
	],
	[
		'rootlesskit #594: gvisor-tap-vsock refuses 169.254.169.254',
		{ docker: '29.5.0', network: 'gvisor-tap-vsock' },
		{ 'egress.link-local-service': 'gvisor-link-local-refused', 'egress.tcp': 'pass' },
	],
	[
		'mended by RootlessKit 3.0.1',
		{ docker: '29.5.3', network: 'gvisor-tap-vsock' },
		{ 'egress.link-local-service': 'pass' },
	],
	[
		'moby #51541: 29.0.1 does not start with ipv6.disable=1',
		{ docker: '29.0.1', cmdline: 'ipv6.disable=1' },
		{ 'daemon.starts': 'ipv6-disabled-daemon-down', 'publish.any-v6': 'skipped' },
	],
	[
		'moby #51543 mends it, and nothing is asked over IPv6',
		{ docker: '29.0.2', cmdline: 'ipv6.disable=1' },
		{ 'daemon.starts': 'pass', 'publish.any-v4': 'pass', 'publish.any-v6': 'skipped' },
	],
	[
		'moby #49727: 28.0.4 is not set up on a kernel that is built without ip_tables',
		{ docker: '28.0.4', kernel: 'built:6.12-no-ip-tables-no-ipv6' },
		{ 'daemon.starts': 'setuptool-refuses-without-ip-tables', 'publish.any-v6': 'skipped' },
	],
	[
		'moby #49727 mends it: 28.1.0 asks for nf_tables',
		{ docker: '28.1.0', kernel: 'built:6.12-no-ip-tables' },
		{ 'daemon.starts': 'pass', 'publish.any-v4': 'pass' },
	],
	[
		'moby #47103: from 29.5.0 --network host is the host’s own',
		{ docker: '29.5.0', ...pasta('2026_10_02') },
		{ 'isolation.host-network-container': 'skipped' },
	],
	[
		'rootlesskit #612: before 3.1.0 pasta lets it reach the host’s loopback',
		{ docker: '29.4.3', ...pasta('2026_10_02') },
		{ 'isolation.host-network-container': spliced },
	],
	[
		'rootlesskit #612 is mended by 3.1.0',
		{ docker: '28.5.2', rootlesskit: '3.1.0', ...pasta('2026_10_02') },
		{ 'isolation.host-network-container': 'pass' },
	],
	[
		'moby #52783: two loopback addresses with 29.5.3',
		{ docker: '29.5.3' },
		{ 'publish.distinct-loopbacks': 'distinct-loopbacks-collide' },
	],
	['moby #52804 mends builtin', { docker: '29.6.0' }, { 'publish.distinct-loopbacks': 'pass' }],
	[
		'moby #52804 mends no pasta: that is passt’s',
		{ docker: '29.7.2', ...pasta('2026_05_26') },
		{ 'publish.distinct-loopbacks': 'implicit-distinct-loopbacks-collide' },
	],
	[
		'and a newer passt is enough',
		{ docker: '27.5.1', ...pasta('2026_07_16') },
		{ 'publish.distinct-loopbacks': 'pass' },
	],
	[
		'moby #51149: 28.5.1 has the small MTU still, and damages fragments with an old passt',
		{ docker: '28.5.1', ...pasta('2023_03_09') },
		{ 'egress.udp-fragments': 'pasta-no-ip-fragments-small-mtu' },
	],
	[
		'28.5.2 has the large one',
		{ docker: '28.5.2', ...pasta('2023_03_09') },
		{ 'egress.udp-fragments': 'pass' },
	],
	[
		'passt e01759e: lost since 2023_08_18',
		{ docker: '29.7.2', ...pasta('2023_12_04') },
		{ 'egress.udp-fragments': 'pasta-no-ip-fragments' },
	],
	[
		'moby #48838: a port on 127.0.0.1 is reset with 27.5.0 and passt 2024_10_30',
		{ docker: '27.5.0', ...pasta('2024_10_30.ee7d0b6') },
		{ 'publish.loopback-only-v4': 'pasta-loopback-publish-reset' },
	],
	[
		'and 27.5.1 brings the RootlessKit that mends it',
		{ docker: '27.5.1', ...pasta('2024_10_30.ee7d0b6') },
		{ 'publish.loopback-only-v4': 'pass' },
	],
	[
		'SCTP is not refused by name with 29.7.2',
		{ docker: '29.7.2' },
		{ 'publish.sctp-error': 'sctp-without-addresses' },
	],
]

it.each(reports)('%s', (_, asked, expected) => {
	const found = Object.keys(expected).map((check) => [check, said(asked, check)])
	expect(Object.fromEntries(found)).toEqual(expected)
})

it('says why it does not ask where the namespace is detached', () => {
	const { checks } = expectAll(cellOf({ docker: '29.5.0' }))
	const one = checks.find(({ check }) => check === 'isolation.host-network-container')
	expect(one).toMatchObject({ reason: expect.stringContaining(netnsOf29.replace('’', "'")) as string })
})

describe('of hosts that a configuration does not describe', () => {
	const caveats = (docker: string, network = 'slirp4netns') =>
		expectAll(cellOf({ docker, ...(network === 'slirp4netns' ? {} : pasta('2025_05_03')) })).caveats.map(
			({ id }) => id,
		)

	it.each([
		['moby #51541, ipv6.disable=1', 'no-ipv6-daemon-down', ['29.0.0', '29.0.1'], ['28.5.2', '29.0.2']],
		['moby #49557, no raw table', 'no-raw-table', ['28.0.0', '29.9.0'], ['27.5.1']],
		['moby #49727, no ip_tables', 'setuptool-wants-ip-tables', ['27.5.1', '28.0.4'], ['28.1.0']],
		['moby #47480, AppArmor', 'user-namespaces-restricted', ['26.1.5', '29.9.0'], []],
		['moby #53153, a port that the host holds', 'ephemeral-port-not-retried', ['29.0.0'], ['28.5.2']],
		['moby #51614, an upgrade in place', 'upgrade-breaks-embedded-dns', ['29.1.0'], ['29.0.4', '29.1.1']],
		['rootlesskit #441, no /dev/net/tun', 'no-tun', ['27.5.1'], []],
		['OpenShell #1194, no veth', 'no-veth', ['27.5.1'], []],
		['moby #53029, overlay before 5.11', 'overlay-needs-5-11', ['29.0.0'], ['28.5.2']],
		['moby #47812, two LAN addresses', 'lan-addresses-share-no-port', ['27.5.1', '29.7.2'], []],
	])('%s is told of, and of no other version', (_, id, told, silent) => {
		for (const docker of told) expect(caveats(docker), docker).toContain(id)
		for (const docker of silent) expect(caveats(docker), docker).not.toContain(id)
	})

	it('are told with what the driver has to do with them', () => {
		expect(caveats('29.7.2', 'pasta')).not.toContain('lan-addresses-share-no-port')
	})
})

describe('beyond the edge of knowledge', () => {
	const future: Asked[] = [
		{ docker: '30.0.0' },
		{ docker: '29.9.1', ...pasta('2026_10_02') },
		{ docker: '29.9.0', rootlesskit: '4.0.0' },
		{ docker: '27.5.1', ...pasta('2027_01_01') },
		{ docker: '30.0.0', brNetfilter: 'absent', daemon: { icc: false } },
	]

	it.each(future)('nothing of %o is expected to hold, or to fail', (asked) => {
		const { checks, daemon, beyond } = expectAll(cellOf(asked))
		expect(beyond).not.toEqual([])
		expect(daemon).toEqual({ starts: 'not-known' })
		expect(checks.filter(({ expect: what }) => what !== 'not-known' && what !== 'skipped')).toEqual([])
		expect(checks.some(({ expect: what }) => what === 'not-known')).toBe(true)
	})

	it('keeps what was known last, so that somebody can try it', () => {
		const { checks } = expectAll(cellOf({ docker: '30.0.0' }))
		expect(checks.find(({ check }) => check === 'source.peer-address')).toMatchObject({
			expect: 'not-known',
			rule: { id: 'builtin-loses-source-address' },
		})
	})
})
