import type { Rule } from '../rule.ts'

const fragments = {
	title: 'UDP datagrams larger than the MTU are lost',
	expect: 'fail',
	severity: 'broken',
} as const
const both = (kind: 'lost' | 'damaged') => ({
	'egress.udp-fragments': { 'udp.8972': { kind }, 'udp.65000': { kind } },
})

/** passt e01759e: since then fragments are dropped, before they were taken for datagrams of other flows. */
const DROPS_FRAGMENTS = '2023_08_18.0af928e'
/** moby #51149: since then a driver that is named gets an MTU of 65520 as well. */
const LARGE_MTU = '28.5.2'

export const egressIssues: readonly Rule[] = [
	{
		id: 'gvisor-link-local-refused',
		title: 'A container does not reach the instance metadata of a cloud (169.254.169.254)',
		when: {
			axes: { network: ['gvisor-tap-vsock'] },
			versions: { rootlesskit: { from: '3.0.0', before: '3.0.1' } },
		},
		checks: { 'egress.link-local-service': { bridge: { kind: 'refused' } } },
		expect: 'fail',
		because:
			'the gateway of gvisor-tap-vsock keeps link-local addresses to itself, and hands them on from RootlessKit 3.0.1 (also: rootlesskit #597, moby #52694)',
		see: 'https://github.com/rootless-containers/rootlesskit/issues/594',
		severity: 'broken',
		seen: 'read',
		since: 'RootlessKit 3.0.0',
		fixed: 'RootlessKit 3.0.1',
	},
	{
		...fragments,
		id: 'pasta-no-ip-fragments',
		when: { axes: { portDriver: ['implicit'] }, versions: { passt: { from: DROPS_FRAGMENTS } } },
		checks: both('lost'),
		because:
			"pasta puts no fragments together; newer ones say so in the journal: Can't process IPv4 fragments (2023_12_04 to 2026_10_02: measured)",
		see: 'https://passt.top/passt/commit/?id=e01759e2fab0',
	},
	{
		...fragments,
		id: 'pasta-no-ip-fragments-small-mtu',
		when: {
			axes: { portDriver: ['implicit'] },
			// Named, it is what the script says itself; another one is not measured.
			daemon: { mtu: ['default', 1500] },
			versions: { passt: { before: DROPS_FRAGMENTS }, dockerd: { before: LARGE_MTU } },
		},
		checks: both('damaged'),
		because:
			'pasta takes fragments for datagrams of other flows (2023_03_09: they come back damaged, and each fragment leaves it a socket that it keeps: measured), and dockerd-rootless.sh gives a driver that is named to it an MTU of 1500 only (moby #47765, #51149)',
		see: 'https://github.com/containers/podman/issues/23739',
	},
	{
		...fragments,
		id: 'pasta-no-ip-fragments-no-br-netfilter',
		// 2023_03_09 and 28.5.2, on 6.12: damaged where br_netfilter is absent or unloaded, whole where it is loaded, whether
		// or not there is a userland proxy. What was between these versions of passt is not measured.
		when: {
			axes: { portDriver: ['implicit'], brNetfilter: ['unloaded', 'absent'] },
			daemon: { mtu: ['default', 65_520] },
			versions: { passt: { before: DROPS_FRAGMENTS }, dockerd: { from: LARGE_MTU } },
		},
		checks: both('damaged'),
		because:
			'the link to pasta takes 65520 bytes, but Linux forwards what conntrack has put together in pieces as large as it came (ip_do_fragment, net/ipv4/ip_output.c), and pasta takes these for datagrams of other flows; only br_netfilter, which puts it together on the bridge already, forgets how large they were',
		see: 'https://github.com/containers/podman/issues/23739',
	},
]
