import { startsWithBothFamilies } from './all-addresses.ts'
import type { FormPattern } from '../form-pattern.ts'
import type { Rule } from '../rule.ts'
import type { VersionRanges } from '../../versions/index.ts'
import { whereAsked } from './where-asked.ts'

const nobodyAsks = {
	title: 'With userland-proxy=false no published port listens',
	expect: 'fail',
	because:
		'until 28.0, where dockerd itself began to ask the port driver, it is the userland proxy that asks it to listen on the host (26.1.5 does not listen with either port driver, 28.5.2 does: measured)',
	see: 'https://github.com/moby/moby/issues/43090',
	severity: 'broken',
	fixed: 'dockerd 28.0',
} as const
const refused = { kind: 'refused' } as const
/** The port is nobody's, whoever asks for it and from wherever. */
const withoutAsking = {
	'publish.no-proxy': { '*.*': refused },
	'publish.loopback-only-v4': { loopback: refused },
	// dockerd binds the port in RootlessKit's namespace, which has no such address (26.1.5: measured).
	'publish.nic-address': {
		'*.lan': { kind: 'daemon-refused', words: /bind: cannot assign requested address/ },
	},
	'publish.udp': { '*.lan': refused },
	'publish.range': { 'tcp.*': refused, 'udp.*': refused },
	'publish.translated-range': { 'tcp.*': refused, 'udp.*': refused },
	'publish.conflict': { held: refused, after: refused },
	'publish.rebind': { before: refused, after: refused },
	'source.peer-address': { web: refused },
	'source.loopback-address': { web: refused },
	'ingress.transfer': { in: refused, out: refused },
	'daemon.restart-keeps-publish': { before: refused, after: refused },
	'publish.distinct-loopbacks': { '127.0.0.2': refused, '127.0.0.3': refused },
	// Nobody asks the host either: dockerd takes what it could not have.
	'publish.privileged-port': { refusal: { kind: 'daemon-accepted' }, lowered: refused },
	'publish.udp-loopback': { loopback: refused },
} as const satisfies Rule['checks']
/** The second words: 28.5.2 with either port driver (measured). */
const portTaken = {
	kind: 'daemon-refused',
	words: /address already in use|port is already allocated/,
} as const
/**
 * Before 28 it is the userland proxy that finds the port taken, and dockerd waits 16 s for it, each time anew (26.1.5
 * with RootlessKit 2.0.2 and either port driver: measured); the other words are of a proxy that tells it.
 */
const proxyFoundPortTaken = {
	kind: 'daemon-refused',
	words: /Timed out proxy starting the userland proxy|address already in use/,
} as const
const lanAddressesCollide = (id: string, dockerd: VersionRanges, second: FormPattern): Rule => ({
	id,
	title: 'Two addresses of the LAN cannot share a port',
	when: {
		axes: { portDriver: ['builtin', 'slirp4netns'] },
		daemon: { userlandProxy: [true] },
		versions: { dockerd },
	},
	checks: { 'publish.two-lan-addresses': { second } },
	expect: 'fail',
	because:
		"every address of the LAN becomes the same one in RootlessKit's namespace (127.0.0.1, or 10.0.2.100 with the slirp4netns port driver), where the second container finds the port taken (26.1.5 and 28.5.2 with either port driver: measured)",
	see: 'https://github.com/moby/moby/issues/47812',
	severity: 'broken',
})
const nobodyThere = [{ kind: 'reset' }, { kind: 'closed' }, refused] as const
/** The three checks of IPv6 where nobody listens on it. */
const withoutV6 = {
	'publish.any-v6': { 'host.loopback': refused, 'host.lan': refused, 'peer.lan': refused },
	'publish.loopback-only-v6': { loopback: refused },
	'publish.udp-v6': { 'host.loopback': refused, 'peer.lan': refused },
} as const satisfies Rule['checks']

export const publishIssues: readonly Rule[] = [
	{
		id: 'pasta-loopback-publish-reset',
		title: 'A port published on 127.0.0.1 is reset',
		when: {
			axes: { portDriver: ['implicit'] },
			versions: { rootlesskit: { before: '2.3.2' }, passt: { from: '2024_10_30.ee7d0b6' } },
		},
		// 2025_05_03: either, as its timing has it (measured).
		checks: { 'publish.loopback-only-v4': { loopback: [{ kind: 'reset' }, { kind: 'closed' }] } },
		expect: 'fail',
		because:
			'passt 2024_10_30 changed its loopback default, and RootlessKit passes --host-lo-to-ns-lo only since 2.3.2 (also: moby #48838)',
		see: 'https://github.com/rootless-containers/rootlesskit/issues/482',
		severity: 'broken',
		since: 'passt 2024_10_30.ee7d0b6',
		fixed: 'RootlessKit 2.3.2',
	},
	{
		...nobodyAsks,
		id: 'no-proxy-builtin-does-not-listen',
		when: {
			axes: { portDriver: ['builtin'] },
			daemon: { userlandProxy: [false] },
			versions: { dockerd: { before: '28.0.0' } },
		},
		checks: withoutAsking,
	},
	{
		...nobodyAsks,
		id: 'no-proxy-slirp4netns-does-not-listen',
		when: {
			axes: { portDriver: ['slirp4netns'] },
			daemon: { userlandProxy: [false] },
			versions: { dockerd: { before: '28.0.0' } },
		},
		checks: withoutAsking,
	},
	{
		id: 'slirp4netns-no-v6-publish',
		title: 'Published ports do not answer over IPv6',
		when: {
			axes: { portDriver: ['slirp4netns'] },
			daemon: { userlandProxy: [true] },
			versions: { dockerd: startsWithBothFamilies },
		},
		checks: withoutV6,
		expect: 'fail',
		because:
			"RootlessKit's slirp4netns port driver has no tcp6 and udp6: dockerd warns in its journal and starts the container without (also: slirp4netns #253)",
		see: 'https://github.com/rootless-containers/rootlesskit/blob/master/docs/port.md',
		severity: 'broken',
	},
	{
		id: 'pasta-no-v6-publish',
		title: 'Published ports do not answer over IPv6',
		when: {
			axes: { portDriver: ['implicit'] },
			daemon: { userlandProxy: [true], rootlesskitIpv6: [false] },
		},
		checks: withoutV6,
		expect: 'fail',
		because: 'RootlessKit starts pasta with --ipv4-only unless it is told --ipv6',
		see: 'https://github.com/rootless-containers/rootlesskit/issues/511',
		severity: 'broken',
	},
	...whereAsked({
		id: 'slirp4netns-udp-loopback',
		title: 'A published UDP port does not answer the VM itself on 127.0.0.1',
		when: {
			axes: { portDriver: ['slirp4netns'] },
			daemon: { disableHostLoopback: [true] },
			versions: { dockerd: startsWithBothFamilies },
		},
		checks: { 'publish.udp-loopback': { loopback: { kind: 'timeout' } } },
		expect: 'fail',
		because:
			'the question arrives from 10.0.2.2, and slirp4netns --disable-host-loopback drops the answer to it as it would any other datagram for the loopback of the host',
		see: 'https://github.com/containers/podman/issues/4586',
		severity: 'broken',
	}),
	{
		id: 'distinct-loopbacks-proxy-ends',
		title: 'Two loopback addresses cannot share a port',
		when: {
			axes: { portDriver: ['builtin', 'slirp4netns'] },
			daemon: { userlandProxy: [true] },
			versions: { dockerd: { before: '28.0.0' } },
		},
		checks: { 'publish.distinct-loopbacks': { '127.0.0.3': proxyFoundPortTaken } },
		expect: 'fail',
		because:
			"every address of the host becomes the same one in RootlessKit's namespace (127.0.0.1, or 10.0.2.100 with the slirp4netns port driver), where the second container's proxy finds the port taken; dockerd waits 16 s for it",
		see: 'https://github.com/moby/moby/issues/52783',
		severity: 'broken',
	},
	...whereAsked({
		id: 'distinct-loopbacks-collide',
		title: 'Two loopback addresses cannot share a port',
		when: {
			axes: { portDriver: ['builtin'] },
			versions: { dockerd: { from: '28.0.0', before: '29.6.0' } },
		},
		checks: { 'publish.distinct-loopbacks': { '127.0.0.3': portTaken } },
		expect: 'fail',
		because:
			"every address of the host becomes 127.0.0.1 in RootlessKit's namespace, where the second container finds the port taken",
		see: 'https://github.com/moby/moby/issues/52783',
		severity: 'broken',
	}),
	{
		id: 'implicit-distinct-loopbacks-collide',
		title: 'Two loopback addresses cannot share a port',
		// With 2026_05_26 it fails, with 2026_07_16 it does not; what was between is not measured.
		when: { axes: { portDriver: ['implicit'] }, versions: { passt: { before: '2026_07_16' } } },
		checks: { 'publish.distinct-loopbacks': { '127.0.0.2': nobodyThere, '127.0.0.3': nobodyThere } },
		expect: 'fail',
		because:
			'pasta reaches the namespace by one loopback address only: both containers start, and both ports are reset or closed (26.1.5 with passt 2023_03_09 and 2025_05_03, 28.5.2 with 2025_05_03: measured)',
		see: 'https://github.com/moby/moby/issues/52783',
		severity: 'broken',
		fixed: 'passt 2026_07_16',
	},
	{
		id: 'pasta-distinct-loopbacks-reset',
		title: 'A port published on 127.0.0.2 or 127.0.0.3 is reset',
		// Before 2026_07_16 both ports are lost for another reason, with every RootlessKit.
		when: {
			axes: { portDriver: ['implicit'] },
			versions: { rootlesskit: { before: '2.3.2' }, passt: { from: '2026_07_16' } },
		},
		checks: { 'publish.distinct-loopbacks': { '127.0.0.2': nobodyThere, '127.0.0.3': nobodyThere } },
		expect: 'fail',
		because:
			'as with 127.0.0.1: pasta takes such a connection to the namespace’s other address, and RootlessKit passes --host-lo-to-ns-lo only since 2.3.2 (2.0.2 with passt 2026_07_28 and 2026_10_02: measured)',
		see: 'https://github.com/rootless-containers/rootlesskit/issues/482',
		severity: 'broken',
		fixed: 'RootlessKit 2.3.2',
	},
	...whereAsked({
		id: 'slirp4netns-distinct-loopbacks-collide',
		title: 'Two loopback addresses cannot share a port',
		when: { axes: { portDriver: ['slirp4netns'] }, versions: { dockerd: { from: '28.0.0' } } },
		checks: { 'publish.distinct-loopbacks': { '127.0.0.3': portTaken } },
		expect: 'fail',
		because:
			"this port driver takes no loopback address in RootlessKit's namespace, so every address of the host becomes 10.0.2.100 there; what mended the builtin driver leaves it as it is",
		see: 'https://github.com/moby/moby/pull/52804',
		severity: 'broken',
	}),
	{
		id: 'pasta-ephemeral-port-not-forwarded',
		title: 'A port of the daemon’s own choice (-p 0:80, -P) is not forwarded',
		// With 2025_05_03 it is, with 2026_07_28 it is not; what was between is not measured.
		when: { axes: { portDriver: ['implicit'] }, versions: { passt: { from: '2026_07_28' } } },
		checks: {
			'publish.ephemeral-port': { host: refused, peer: refused },
			// Nor does pasta show the daemon which of these ports the VM has taken.
			'publish.ephemeral-port-taken': { host: { kind: 'wrong-value', found: 'the port that is held' } },
		},
		expect: 'fail',
		because:
			'pasta’s “auto” leaves the host’s ephemeral ports out, net.ipv4.ip_local_port_range, which are those that dockerd chooses from (28.5.2 with passt 2025_05_03, 2026_07_28 and 2026_10_02: measured)',
		see: 'https://passt.top/passt/tree/fwd_rule.c',
		severity: 'broken',
	},
	lanAddressesCollide('lan-addresses-collide-proxy-ends', { before: '28.0.0' }, proxyFoundPortTaken),
	lanAddressesCollide('lan-addresses-collide', { from: '28.0.0' }, portTaken),
	...whereAsked({
		id: 'slirp4netns-privileged-port-unclear',
		title: 'A privileged port is refused without a word of privileges',
		when: { axes: { portDriver: ['slirp4netns'] }, versions: { dockerd: startsWithBothFamilies } },
		checks: {
			'publish.privileged-port': {
				refusal: { kind: 'daemon-refused', words: /add_hostfwd: slirp_add_hostfwd failed/ },
			},
		},
		expect: 'fail',
		because:
			'slirp4netns answers only "add_hostfwd: slirp_add_hostfwd failed"; the advice on the sysctl is the builtin port driver\'s',
		see: 'https://github.com/rootless-containers/slirp4netns/issues/251',
		severity: 'broken',
	}),
]
