import type { Rule } from './rule.ts'

const withoutBrNetfilter = ['unloaded', 'absent'] as const

/** What is known to fail, each with the place where upstream says so. Measured in real VMs; facts only. */
export const knownIssues: readonly Rule[] = [
	{
		id: 'pasta-loopback-publish-reset',
		title: 'A port published on 127.0.0.1 is reset',
		when: {
			axes: { portDriver: ['implicit'] },
			versions: { rootlesskit: { before: '2.3.2' }, passt: { from: '2024_10_30.ee7d0b6' } },
		},
		checks: ['publish.loopback-only-v4'],
		expect: 'fail',
		because:
			'passt 2024_10_30 changed its loopback default, and RootlessKit passes --host-lo-to-ns-lo only since 2.3.2 (also: moby #48838)',
		see: 'https://github.com/rootless-containers/rootlesskit/issues/482',
		severity: 'broken',
		since: 'passt 2024_10_30.ee7d0b6',
		fixed: 'RootlessKit 2.3.2',
	},
	{
		id: 'icc-not-enforced',
		title: 'icc=false is not enforced: containers on the default bridge can talk',
		when: {
			axes: { brNetfilter: withoutBrNetfilter },
			daemon: { icc: [false], ignoreBrNetfilterError: ['1'] },
		},
		checks: ['bridge.icc-blocked'],
		expect: 'fail',
		because:
			'without br_netfilter the bridge never shows its traffic to iptables, and DOCKER_IGNORE_BR_NETFILTER_ERROR=1 makes the daemon start all the same: a documented limitation of that mode',
		see: 'https://github.com/moby/moby/pull/49293',
		severity: 'open-door',
	},
	{
		id: 'no-proxy-hairpin-without-br-netfilter',
		title: 'With userland-proxy=false a neighbour cannot reach a published port',
		when: { axes: { brNetfilter: withoutBrNetfilter }, daemon: { userlandProxy: [false] } },
		checks: ['bridge.hairpin-no-proxy'],
		expect: 'fail',
		because: 'without br_netfilter the port mapping rules never see traffic between two ports of one bridge',
		see: 'https://github.com/moby/moby/pull/49293',
		severity: 'broken',
	},
	{
		id: 'no-proxy-builtin-does-not-listen',
		title: 'With userland-proxy=false and the builtin port driver no published port listens',
		when: { axes: { portDriver: ['builtin'] }, daemon: { userlandProxy: [false] } },
		checks: ['publish.any-v4', 'publish.any-nic', 'publish.loopback-only-v4', 'source.peer-address'],
		expect: 'fail',
		because: 'it is the userland proxy that asks the port driver to listen on the host',
		see: 'https://github.com/moby/moby/issues/43090',
		severity: 'broken',
	},
	{
		id: 'builtin-loses-source-address',
		title: 'The container sees the bridge gateway instead of the client',
		when: { axes: { portDriver: ['builtin'] }, daemon: { userlandProxy: [true] } },
		checks: ['source.peer-address'],
		expect: 'fail',
		because: "RootlessKit's builtin port driver does not propagate source addresses",
		see: 'https://github.com/rootless-containers/rootlesskit/blob/master/docs/port.md',
		severity: 'broken',
	},
]
