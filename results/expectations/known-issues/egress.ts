import type { Rule } from '../rule.ts'

const fragments = {
	title: 'UDP datagrams larger than the MTU are lost',
	checks: ['egress.udp-fragments'],
	expect: 'fail',
	see: 'https://github.com/containers/podman/issues/23739',
	severity: 'broken',
} as const

export const egressIssues: readonly Rule[] = [
	{
		...fragments,
		id: 'pasta-no-ip-fragments',
		when: { axes: { portDriver: ['implicit'] }, versions: { passt: { from: '2025_05_03' } } },
		because: "pasta puts no fragments together and says so in the journal: Can't process IPv4 fragments",
	},
	{
		...fragments,
		id: 'pasta-no-ip-fragments-small-mtu',
		when: {
			axes: { portDriver: ['implicit'] },
			versions: { passt: { before: '2025_05_03' }, dockerd: { before: '27.0.0' } },
		},
		because:
			'pasta takes fragments for datagrams of other flows (2023_03_09: they come back damaged, and each fragment leaves it a socket that it keeps: measured), and dockerd-rootless.sh gives a driver that is named to it an MTU of 1500 only (moby #47765)',
	},
	{
		...fragments,
		id: 'pasta-no-ip-fragments-no-br-netfilter',
		// 2023_03_09 and 28.5.2, on 6.12: damaged where br_netfilter is absent or unloaded, whole where it is loaded, whether
		// or not there is a userland proxy. What was between these versions of passt is not measured.
		when: {
			axes: { portDriver: ['implicit'], brNetfilter: ['unloaded', 'absent'] },
			versions: { passt: { before: '2025_05_03' }, dockerd: { from: '27.0.0' } },
		},
		because:
			'the link to pasta takes 65520 bytes, but Linux forwards what conntrack has put together in pieces as large as it came (ip_do_fragment, net/ipv4/ip_output.c), and pasta takes these for datagrams of other flows; only br_netfilter, which puts it together on the bridge already, forgets how large they were',
	},
]
