import type { Rule } from '../rule.ts'

const withoutBrNetfilter = ['unloaded', 'absent'] as const

const noHairpin = {
	title: 'With userland-proxy=false a neighbour cannot reach a published port',
	checks: { 'bridge.hairpin-no-proxy': { gateway: { kind: 'timeout' }, netns: { kind: 'timeout' } } },
	expect: 'fail',
	because: 'without br_netfilter the port mapping rules never see traffic between two ports of one bridge',
	see: 'https://github.com/moby/moby/pull/49293',
	severity: 'broken',
} as const satisfies Omit<Rule, 'id' | 'when'>

/** From 29.0.0 to 29.1.1 no port is published: slirp4netns-all-addresses-refused. */
const publishes = [{ from: '28.0.0', before: '29.0.0' }, { from: '29.1.2' }] as const

const notOnGateway = { gateway: { kind: 'refused' } } as const

const slirp4netnsHairpin = {
	title:
		'With userland-proxy=false and the slirp4netns port driver a published port does not answer containers on their network’s gateway',
	expect: 'fail',
	because:
		'since 28.0 the port mapping rule is bound to the address that the port driver dials, 10.0.2.100, so that nothing is mapped on the network’s gateway (28.5.2: measured)',
	see: 'https://github.com/moby/moby/issues/43090',
	severity: 'broken',
} as const satisfies Partial<Rule>

export const bridgeIssues: readonly Rule[] = [
	{
		id: 'icc-not-enforced',
		title: 'icc=false is not enforced: containers on the default bridge can talk',
		when: {
			axes: { brNetfilter: withoutBrNetfilter },
			daemon: { icc: [false], ignoreBrNetfilterError: ['1'] },
		},
		checks: {
			'bridge.icc-blocked': {
				'there.*': { kind: 'answered', by: 'second' },
				'back.*': { kind: 'answered', by: 'first' },
			},
		},
		expect: 'fail',
		because:
			'without br_netfilter the bridge never shows its traffic to iptables, and DOCKER_IGNORE_BR_NETFILTER_ERROR=1 makes the daemon start all the same: a documented limitation of that mode',
		see: 'https://github.com/moby/moby/pull/49293',
		severity: 'open-door',
	},
	{
		id: 'networks-not-isolated-v6',
		title: 'Networks are not kept apart over IPv6: containers of one reach those of another',
		when: { daemon: { ipv6: [true] }, versions: { dockerd: { before: '27.0.0' } } },
		checks: {
			'bridge.networks-isolated': {
				'there.*-v6': { kind: 'answered', by: 'first' },
				'back.*-v6': { kind: 'answered', by: 'sixth' },
			},
		},
		expect: 'fail',
		because:
			'before 27.0 dockerd writes rules for IPv6 only with ip6tables, which is experimental and off by default (26.1.5: ip6tables-save prints nothing)',
		see: 'https://github.com/moby/moby/pull/47747',
		severity: 'open-door',
		fixed: 'Docker 27.0.1',
	},
	{
		...noHairpin,
		id: 'no-proxy-hairpin-without-br-netfilter',
		when: {
			axes: { brNetfilter: withoutBrNetfilter },
			daemon: { userlandProxy: [false] },
			versions: { dockerd: { before: '28.0.0' } },
		},
	},
	{
		...noHairpin,
		// With builtin and slirp4netns, see no-proxy-builtin-hairpin and no-proxy-slirp4netns-hairpin.
		id: 'no-proxy-hairpin-without-br-netfilter-since-28',
		when: {
			axes: { brNetfilter: withoutBrNetfilter, portDriver: ['implicit'] },
			daemon: { userlandProxy: [false] },
			versions: { dockerd: { from: '28.0.0' } },
		},
	},
	{
		id: 'no-proxy-builtin-hairpin',
		title:
			'With userland-proxy=false and the builtin port driver a published port answers containers on the LAN address only',
		when: {
			axes: { portDriver: ['builtin'] },
			daemon: { userlandProxy: [false] },
			versions: { dockerd: { from: '28.0.0' } },
		},
		checks: {
			'bridge.hairpin-no-proxy': { gateway: { kind: 'refused' }, netns: { kind: 'refused' } },
			'bridge.hairpin-self': { gateway: { kind: 'refused' }, netns: { kind: 'refused' } },
		},
		expect: 'fail',
		because:
			"since 28.0 the port mapping rule is bound to the address that the port driver dials, 127.0.0.1, so that nothing is mapped on the network's gateway nor on RootlessKit's address (28.5.2: measured)",
		see: 'https://github.com/moby/moby/issues/43090',
		severity: 'broken',
	},
	{
		...slirp4netnsHairpin,
		id: 'no-proxy-slirp4netns-hairpin',
		when: {
			axes: { brNetfilter: ['loaded'], portDriver: ['slirp4netns'] },
			daemon: { userlandProxy: [false] },
			versions: { dockerd: publishes },
		},
		checks: { 'bridge.hairpin-no-proxy': notOnGateway, 'bridge.hairpin-self': notOnGateway },
	},
	{
		...slirp4netnsHairpin,
		id: 'no-proxy-slirp4netns-hairpin-without-br-netfilter',
		when: {
			axes: { brNetfilter: withoutBrNetfilter, portDriver: ['slirp4netns'] },
			daemon: { userlandProxy: [false] },
			versions: { dockerd: publishes },
		},
		checks: {
			// The rest is as in no-proxy-hairpin-without-br-netfilter: a container alone is reached from its own bridge's port.
			'bridge.hairpin-no-proxy': { ...notOnGateway, netns: { kind: 'timeout' } },
			'bridge.hairpin-self': notOnGateway,
		},
	},
	{
		id: 'no-proxy-leaves-nf-call-off',
		title: 'With userland-proxy=false the daemon leaves bridge-nf-call-iptables=0 as it is',
		when: {
			axes: { brNetfilter: ['loaded'] },
			daemon: { userlandProxy: [false], icc: [true] },
			versions: { dockerd: { before: '27.4.0' } },
		},
		checks: {
			'bridge.nf-call-reset': { 'net.bridge.bridge-nf-call-iptables': { kind: 'wrong-value', found: '0' } },
		},
		expect: 'fail',
		because:
			'only icc=false made dockerd look at it, so a neighbour cannot reach a published port where an administrator had set it to 0',
		see: 'https://github.com/moby/moby/pull/48685',
		severity: 'broken',
		fixed: 'Docker 27.4.0',
	},
]
