import type { Rule } from '../rule.ts'

const silent = { kind: 'timeout' } as const
/** Either, as its timing has it (2025_05_03: measured). */
const cut = [{ kind: 'reset' }, { kind: 'closed' }] as const

const noWayOut = {
	title: 'A container has no way out over IPv6',
	checks: { 'egress.tcp-v6': { bridge: { kind: 'unreachable' } }, 'egress.udp-v6': { bridge: silent } },
	expect: 'fail',
	severity: 'broken',
} as const

/** Until RootlessKit lets pasta configure its interface itself. */
const pasta = {
	axes: { network: ['pasta'] },
	daemon: { rootlesskitIpv6: [true] },
	versions: { rootlesskit: { before: '2.3.0' } },
} as const satisfies Rule['when']
const ofPasta = {
	expect: 'fail',
	see: 'https://github.com/moby/moby/issues/48257',
	severity: 'broken',
	fixed: 'RootlessKit 2.3.0',
} as const
const unconfigured =
	'RootlessKit gives the namespace of pasta an IPv4 address and route alone, whatever --ipv6 says; from 2.3.0 on pasta configures its interface itself (rootlesskit #458)'
/** passt's loopback default (rootlesskit #482). */
const CHANGE = '2024_10_30.ee7d0b6'
/** How pasta binds its ports changed between 2026_05_26 and this one: see pasta-distinct-loopbacks-reset. */
const BINDS_ANEW = '2026_07_16'
const sinceTheChange = {
	...ofPasta,
	title: 'Published ports do not answer over IPv6',
	checks: {
		'publish.loopback-only-v6': { loopback: cut },
		'publish.udp-v6': { 'host.loopback': silent, 'peer.lan': silent },
	},
	because: `${unconfigured}; since passt 2024_10_30 its loopback is not reached either (rootlesskit #482)`,
	since: `passt ${CHANGE}`,
} as const

/** With `rootlesskit-flags: [--ipv6]`: who asks for IPv6 and does not get it. */
export const rootlesskitIpv6Issues: readonly Rule[] = [
	{
		...noWayOut,
		id: 'slirp4netns-ipv6-default-route-removed',
		// The checks are asked only where the bridge has IPv6, without which there is nothing to gain.
		when: { axes: { network: ['slirp4netns'] }, daemon: { rootlesskitIpv6: [true] } },
		because:
			'slirp4netns announces the default route, and Linux removes an announced one when the daemon turns IPv6 forwarding on for its bridge: accept_ra of tap0 would have to be 2',
		see: 'https://github.com/rootless-containers/rootlesskit/pull/502',
	},
	{ ...noWayOut, ...ofPasta, id: 'pasta-ipv6-not-configured', when: pasta, because: unconfigured },
	{
		...ofPasta,
		id: 'pasta-ipv6-publish-unconfigured',
		title: 'A published port does not answer the LAN over IPv6',
		when: { ...pasta, versions: { ...pasta.versions, passt: { before: CHANGE } } },
		// The loopback and the VM's own address answer (2023_03_09: measured).
		checks: { 'publish.any-v6': { 'peer.lan': silent } },
		because: unconfigured,
	},
	{
		...sinceTheChange,
		id: 'pasta-ipv6-publish-unconfigured-since-the-change',
		when: { ...pasta, versions: { ...pasta.versions, passt: { from: CHANGE, before: BINDS_ANEW } } },
		// The VM's own address answers (2025_05_03: measured).
		checks: { ...sinceTheChange.checks, 'publish.any-v6': { 'host.loopback': cut, 'peer.lan': silent } },
	},
	{
		...sinceTheChange,
		id: 'pasta-ipv6-publish-unconfigured-bound-anew',
		when: { ...pasta, versions: { ...pasta.versions, passt: { from: BINDS_ANEW } } },
		// 2026_07_28: measured.
		checks: { ...sinceTheChange.checks, 'publish.any-v6': { 'host.loopback': cut, '*.lan': silent } },
	},
]
