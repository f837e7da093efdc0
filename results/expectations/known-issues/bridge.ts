import type { Rule } from '../rule.ts'

const withoutBrNetfilter = ['unloaded', 'absent'] as const

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
		id: 'no-proxy-hairpin-without-br-netfilter',
		title: 'With userland-proxy=false a neighbour cannot reach a published port',
		when: { axes: { brNetfilter: withoutBrNetfilter }, daemon: { userlandProxy: [false] } },
		checks: { 'bridge.hairpin-no-proxy': { gateway: { kind: 'timeout' }, netns: { kind: 'timeout' } } },
		expect: 'fail',
		because: 'without br_netfilter the port mapping rules never see traffic between two ports of one bridge',
		see: 'https://github.com/moby/moby/pull/49293',
		severity: 'broken',
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
