import {
	instead,
	onSctpPort,
	relay,
	relayIntoNetns,
	rule,
	rule6,
	serveInNetns,
	twoIsAnother,
} from '../../worlds/changes.ts'
import type { Change, Mutation } from '../../worlds/model.ts'

const reset = '-j REJECT --reject-with tcp-reset'

/** What answers on the VM's loopback answers the LAN, though pasta knows a stranger when it sees one. */
const loopbackOnLan: readonly Change[] = [
	relay('lan', 'TCP-LISTEN:7099', 'TCP:127.0.0.1:7012'),
	rule('host', '-t nat PREROUTING -i lan0 -p tcp --dport 7012 -j REDIRECT --to-ports 7099'),
]

const silentOverIpv6: readonly Change[] = [
	rule6('host', 'INPUT -p tcp -m multiport --dports 8080,8082 -j DROP'),
	rule6('host', 'INPUT -p udp --dport 8083 -j DROP'),
]
const v6Checks = {
	'publish.any-v6': 'fail',
	'publish.loopback-only-v6': 'fail',
	'publish.udp-v6': 'fail',
} as const
/** Known issues of each network and port driver, each told from another failure of the same check. */
export const pasta: readonly Mutation[] = [
	{
		name: 'the peer is dropped',
		cell: 'pasta-icc-off',
		changes: [rule('peer', 'INPUT -i lan0 -j DROP')],
		red: { 'egress.tcp': 'fail', 'publish.any-nic': 'fail' },
		green: ['bridge.same-network-v4', 'publish.any-v4'],
		always: true,
	},
	{
		name: 'the DOCKER chain is gone round, so that only the userland proxy is left',
		cell: 'pasta-icc-off',
		changes: [rule('netns', '-t nat PREROUTING -j ACCEPT')],
		red: { 'source.peer-address': 'fail' },
		green: ['publish.any-nic', 'egress.tcp'],
		always: true,
	},
	{
		name: 'the way to the VM’s loopback stands open',
		cell: 'pasta-icc-off',
		changes: [
			rule('netns', '-t nat PREROUTING -d 10.0.2.2 -p tcp -j DNAT --to-destination 203.0.113.10:7000'),
		],
		red: { 'isolation.host-loopback': 'fail' },
		green: ['egress.tcp'],
		always: true,
	},
	{
		name: 'a port that is published on the loopback is another server’s',
		cell: 'pasta-icc-off',
		changes: [rule('host', '-t nat OUTPUT -d 127.0.0.1 -p tcp --dport 8081 -j REDIRECT --to-ports 8080')],
		red: { 'publish.loopback-only-v4': 'fail' },
		green: ['publish.any-v4'],
		tells: ['pasta-loopback-publish-reset'],
		always: true,
	},
	{
		name: 'somebody in the namespace answers the peer’s datagrams',
		cell: 'pasta-icc-off',
		changes: serveInNetns('udp', 7000),
		red: { 'egress.udp-fragments': 'fail', 'egress.mtu': 'fail', 'egress.udp': 'fail' },
		green: ['egress.tcp', 'dns.udp'],
		tells: ['pasta-no-ip-fragments'],
	},
	{
		name: 'published ports are silent over IPv6, instead of refusing',
		cell: 'pasta-icc-off',
		changes: silentOverIpv6,
		red: v6Checks,
		green: ['publish.any-v4', 'publish.udp'],
		tells: ['pasta-no-v6-publish'],
	},
	{
		name: 'a container with --network host reaches the VM’s loopback over UDP alone',
		cell: 'pasta-icc-off',
		changes: [rule('netns', 'OUTPUT -d 127.0.0.1 -p tcp --dport 7011 -j DROP')],
		red: { 'isolation.host-network-container': 'fail' },
		green: ['isolation.netns-loopback', 'egress.tcp'],
		tells: ['pasta-host-loopback-spliced'],
	},
	{
		name: 'two loopback addresses share a port, and one of them is another server’s',
		cell: 'pasta-icc-off',
		changes: [twoIsAnother],
		red: { 'publish.distinct-loopbacks': 'fail' },
		green: ['publish.any-v4'],
		tells: ['implicit-distinct-loopbacks-collide'],
	},
	{
		name: 'two loopback addresses share a port, and one of them is another server’s',
		cell: 'new-pasta-26',
		changes: [twoIsAnother],
		red: { 'publish.distinct-loopbacks': 'fail' },
		green: ['publish.any-v4'],
		tells: ['pasta-distinct-loopbacks-reset'],
	},
	{
		name: 'somebody in the namespace listens on the port that was to be SCTP’s',
		cell: 'pasta-icc-off',
		changes: onSctpPort,
		red: { 'publish.sctp-error': 'fail' },
		green: ['publish.any-v4'],
		tells: ['implicit-sctp-leads-nowhere'],
	},
	{
		name: 'a loopback port of the namespace answers on the LAN beside the VM’s loopback',
		cell: 'pasta-icc-off',
		changes: [instead('pasta', 'exec $REAL --host-lo-to-ns-lo "$@"'), ...loopbackOnLan],
		restart: 'both',
		stack: { rootlesskit: '2.3.2' },
		red: { 'isolation.netns-loopback': 'fail' },
		green: ['publish.any-v4', 'egress.tcp'],
		tells: ['pasta-netns-loopback-restored'],
	},
]

export const oldPasta: readonly Mutation[] = [
	{
		name: 'the namespace resets DNS over TCP, instead of silence',
		cell: 'old-pasta-26',
		changes: [
			rule('netns', `OUTPUT -p tcp --dport 53 ${reset}`),
			rule('netns', `FORWARD -p tcp --dport 53 ${reset}`),
		],
		red: { 'dns.tcp': 'fail' },
		green: ['dns.udp', 'egress.tcp'],
		tells: ['pasta-no-dns-over-tcp'],
	},
	{
		name: 'datagrams that need fragments are lost, instead of damaged',
		cell: 'old-pasta-26',
		changes: [rule('netns', 'FORWARD -p udp -m length --length 2000: -j DROP')],
		red: { 'egress.udp-fragments': 'fail' },
		green: ['egress.mtu', 'egress.udp'],
		tells: ['pasta-no-ip-fragments-small-mtu'],
	},
	{
		name: 'a loopback port of the namespace answers on the LAN beside the VM’s loopback',
		cell: 'old-pasta-26',
		changes: loopbackOnLan,
		stack: { passt: '2023_12_04.b86afe3' },
		// That one carries UDP as well.
		pretence: [relayIntoNetns('udp', 'UDP-LISTEN:7012,bind=127.0.0.1', 'UDP:127.0.0.1:7012')],
		red: { 'isolation.netns-loopback': 'fail' },
		green: ['publish.any-v4', 'egress.tcp'],
		tells: ['pasta-netns-loopback-before-the-change'],
	},
	{
		name: 'a loopback port of the namespace answers on the LAN, where pasta carries TCP alone',
		cell: 'old-pasta-26',
		changes: loopbackOnLan,
		red: { 'isolation.netns-loopback': 'fail' },
		green: ['publish.any-v4', 'egress.tcp'],
		tells: ['pasta-netns-loopback-tcp'],
	},
	{
		name: 'a stranger in the namespace answers a container with --network host over UDP',
		cell: 'old-pasta-26',
		changes: serveInNetns('udp', 7011, 'OUTPUT'),
		red: { 'isolation.host-network-container': 'fail' },
		green: ['isolation.netns-loopback', 'egress.udp'],
		tells: ['pasta-host-loopback-spliced-tcp'],
	},
	{
		name: 'datagrams that need fragments are lost, instead of damaged',
		cell: 'old-pasta',
		changes: [rule('netns', 'FORWARD -p udp -m length --length 2000: -j DROP')],
		red: { 'egress.udp-fragments': 'fail' },
		green: ['egress.mtu', 'egress.udp'],
		tells: ['pasta-no-ip-fragments-no-br-netfilter'],
	},
]

export const slirpPorts: readonly Mutation[] = [
	{
		name: 'published ports are silent over IPv6, instead of refusing',
		cell: 'slirp-ports',
		changes: silentOverIpv6,
		red: v6Checks,
		green: ['publish.any-v4', 'publish.udp'],
		tells: ['slirp4netns-no-v6-publish'],
	},
	{
		name: 'a published UDP port refuses on the loopback, instead of silence',
		cell: 'slirp-ports',
		changes: [rule('host', 'INPUT -d 127.0.0.1 -p udp --dport 8083 -j REJECT')],
		red: { 'publish.udp-loopback': 'fail' },
		green: ['publish.udp', 'publish.any-v4'],
		tells: ['slirp4netns-udp-loopback'],
	},
	{
		name: 'two loopback addresses share a port, and one of them is another server’s',
		cell: 'slirp-ports',
		changes: [twoIsAnother],
		red: { 'publish.distinct-loopbacks': 'fail' },
		green: ['publish.any-v4'],
		tells: ['slirp4netns-distinct-loopbacks-collide'],
	},
	{
		name: 'a privileged port does not answer although the sysctl allows it',
		cell: 'slirp-ports',
		changes: [rule('host', `INPUT -d 127.0.0.1 -p tcp --dport 81 ${reset}`)],
		red: { 'publish.privileged-port': 'fail' },
		green: ['publish.any-v4'],
		tells: ['slirp4netns-privileged-port-unclear'],
	},
	{
		name: 'somebody in the namespace listens on the port that was to be SCTP’s',
		cell: 'slirp-ports',
		changes: onSctpPort,
		red: { 'publish.sctp-error': 'fail' },
		green: ['publish.any-v4'],
		tells: ['sctp-unclear'],
	},
]

/** With --ipv6 nobody but some of the VM is answered, each passt by whom: to all others it is silent, and does not refuse. */
export const pastaOverIpv6: readonly Mutation[] = (
	[
		['old-pasta-ipv6-26', 'pasta-ipv6-publish-unconfigured'],
		['pasta-ipv6', 'pasta-ipv6-publish-unconfigured-since-the-change'],
		['new-pasta-ipv6', 'pasta-ipv6-publish-unconfigured-bound-anew'],
	] as const
).map(([cell, issue]) => ({
	name: 'the VM resets over IPv6 what pasta publishes on all addresses',
	cell,
	changes: [rule6('host', `INPUT -p tcp --dport 8080 ${reset}`)],
	red: { 'publish.any-v6': 'fail' },
	green: ['publish.any-v4'],
	tells: [issue],
}))
