import { guestProbe } from '#vm/guest/commands'
import {
	bridgeAddress,
	containerPid,
	dropIn,
	instead,
	instruct,
	onSctpPort,
	rule,
	service,
	twoIsAnother,
} from '../../worlds/changes.ts'
import type { Mutation } from '../../worlds/model.ts'

const reset = '-j REJECT --reject-with tcp-reset'

/** icc=false: where it holds, where the daemon is to refuse, and where it is told to go on without. */
export const icc: readonly Mutation[] = [
	{
		name: 'everything is forwarded before Docker’s own chains are asked',
		cell: 'pasta-icc-off',
		changes: [rule('netns', 'DOCKER-USER -j ACCEPT')],
		red: { 'bridge.networks-isolated': 'fail', 'bridge.icc-blocked': 'fail' },
		green: ['bridge.same-network-v4', 'egress.tcp'],
		always: true,
	},
	{
		name: 'the bridge no longer shows its traffic to iptables',
		cell: 'pasta-icc-off',
		changes: [instruct('netns', '/proc/sys/net/bridge/bridge-nf-call-iptables', '0', '1')],
		red: { 'bridge.icc-blocked': 'fail' },
		green: ['bridge.networks-isolated', 'bridge.same-network-v4'],
		always: true,
	},
	{
		name: 'the daemon finds the bridge sysctl after all, and starts',
		cell: 'icc-refused',
		changes: [{ in: 'host', breaks: 'modprobe br_netfilter', mends: 'rmmod br_netfilter' }],
		restart: 'both',
		red: { 'daemon.br-netfilter-error': 'fail' },
		green: ['isolation.netns-loopback'],
	},
	{
		name: 'the daemon refuses for another reason',
		cell: 'icc-refused',
		changes: [
			instead(
				'dockerd',
				'echo "failed to start daemon: Error initializing network controller: no room" >&2; exit 1',
			),
		],
		restart: 'both',
		red: { 'daemon.br-netfilter-error': 'fail' },
		green: ['kernel.facts'],
	},
	{
		name: 'a neighbour is answered by somebody else',
		cell: 'icc-ignored',
		changes: [
			service('other', `nsenter -n -t ${containerPid('second')} ${guestProbe}/serve other 8099`),
			{
				in: 'host',
				breaks: `nsenter -n -t ${containerPid('second')} iptables -t nat -I PREROUTING -s ${bridgeAddress('first')} -p tcp --dport 80 -j REDIRECT --to-ports 8099`,
				mends: `nsenter -n -t ${containerPid('second')} iptables -t nat -F PREROUTING`,
			},
		],
		red: { 'bridge.icc-blocked': 'fail' },
		green: ['bridge.same-network-v4', 'egress.tcp'],
		tells: ['icc-not-enforced'],
	},
	{
		name: 'the variable that lets the daemon go on says something else than 1',
		cell: 'icc-ignored',
		changes: [dropIn('Environment=DOCKER_IGNORE_BR_NETFILTER_ERROR=yes')],
		restart: 'both',
		red: { 'daemon.br-netfilter-ignored': 'fail', 'daemon.starts': 'fail' },
		green: ['kernel.facts'],
	},
	{
		name: 'the daemon finds the bridge sysctl after all, and has nothing to warn of',
		cell: 'icc-ignored',
		changes: [{ in: 'host', breaks: 'modprobe br_netfilter', mends: 'rmmod br_netfilter' }],
		restart: 'both',
		red: { 'daemon.br-netfilter-ignored': 'fail', 'daemon.network-icc-option': 'fail' },
		green: ['bridge.same-network-v4', 'egress.tcp'],
	},
	{
		name: 'the daemon finds the bridge sysctl after all, and takes a network without icc',
		cell: 'old-pasta',
		changes: [{ in: 'host', breaks: 'modprobe br_netfilter', mends: 'rmmod br_netfilter' }],
		red: { 'daemon.network-icc-option': 'fail' },
		green: ['bridge.same-network-v4', 'egress.tcp'],
	},
]

/** userland-proxy=false. */
export const noProxy: readonly Mutation[] = [
	{
		name: 'what neighbours send to a published port meets no rule of Docker’s',
		cell: 'builtin-no-proxy-26',
		changes: [rule('netns', '-t nat PREROUTING -i br-+ -j ACCEPT')],
		red: { 'bridge.hairpin-no-proxy': 'fail', 'bridge.hairpin-self': 'fail' },
		green: ['bridge.same-network-v4', 'egress.tcp'],
	},
	{
		name: 'the VM’s loopback resets what is published on all addresses',
		cell: 'builtin-no-proxy',
		changes: [rule('host', `INPUT -d 127.0.0.1 -p tcp --dport 8080 ${reset}`)],
		red: { 'publish.no-proxy': 'fail' },
		green: ['bridge.hairpin-no-proxy', 'publish.loopback-only-v4'],
	},
	{
		name: 'containers see the namespace’s own address of whom comes by a published port',
		cell: 'builtin-no-proxy',
		changes: [rule('netns', '-t nat POSTROUTING -p tcp --dport 80 -o br-+ -j SNAT --to-source 10.0.2.100')],
		red: { 'source.peer-address': 'fail' },
		green: ['publish.no-proxy'],
		tells: ['builtin-loses-source-address-without-proxy'],
	},
	{
		name: 'containers see the namespace’s own address, with a RootlessKit that loses the client’s anew',
		cell: 'builtin-no-proxy',
		changes: [rule('netns', '-t nat POSTROUTING -p tcp --dport 80 -o br-+ -j SNAT --to-source 10.0.2.100')],
		stack: { rootlesskit: '3.2.0' },
		red: { 'source.peer-address': 'fail' },
		green: ['publish.no-proxy'],
		tells: ['builtin-loses-source-address-again'],
	},
	{
		name: 'somebody sets the bridge sysctl back to 0 while the daemon starts',
		cell: 'builtin-no-proxy',
		changes: [
			instead(
				'dockerd',
				'sysctl=/proc/sys/net/bridge/bridge-nf-call-iptables\n(while sleep 0.5; do echo 0 >$sysctl; done) &\nexec $REAL "$@"',
			),
		],
		restart: 'after',
		red: { 'bridge.nf-call-reset': 'fail' },
		green: ['daemon.bridge-init-recovers'],
	},
	{
		name: 'published ports that nobody listens on are silent, instead of refusing',
		cell: 'builtin-no-proxy-26',
		changes: [silentPorts('tcp'), silentPorts('udp')],
		red: {
			'publish.no-proxy': 'fail',
			'publish.loopback-only-v4': 'fail',
			'publish.udp': 'fail',
			'publish.udp-loopback': 'fail',
			'publish.range': 'fail',
			'publish.translated-range': 'fail',
			'source.peer-address': 'fail',
			'source.loopback-address': 'fail',
		},
		// dockerd refuses an address that its namespace does not have, whatever the ports do.
		green: ['publish.nic-address', 'bridge.same-network-v4', 'publish.privileged-port', 'egress.tcp'],
		tells: ['no-proxy-builtin-does-not-listen'],
	},
	{
		name: 'published ports that nobody listens on are silent, instead of refusing',
		cell: 'slirp-ports-no-proxy-26',
		changes: [silentPorts('tcp'), silentPorts('udp')],
		red: { 'publish.no-proxy': 'fail', 'publish.loopback-only-v4': 'fail', 'publish.udp': 'fail' },
		green: ['bridge.same-network-v4', 'egress.tcp'],
		tells: ['no-proxy-slirp4netns-does-not-listen'],
	},
	{
		name: 'a published UDP port is forbidden on the loopback',
		cell: 'slirp-ports-no-proxy',
		changes: [
			rule('host', 'INPUT -d 127.0.0.1 -p udp --dport 8083 -j REJECT --reject-with icmp-admin-prohibited'),
		],
		red: { 'publish.udp-loopback': 'fail' },
		green: ['bridge.same-network-v4', 'egress.tcp'],
		tells: ['slirp4netns-udp-loopback-without-proxy'],
	},
	{
		name: 'two loopback addresses share a port, and one of them is another server’s',
		cell: 'builtin-no-proxy',
		changes: [twoIsAnother],
		red: { 'publish.distinct-loopbacks': 'fail' },
		green: ['publish.no-proxy'],
		tells: ['distinct-loopbacks-collide-without-proxy'],
	},
	{
		name: 'two loopback addresses share a port that nobody has',
		cell: 'slirp-ports-no-proxy',
		changes: [twoIsAnother],
		red: { 'publish.distinct-loopbacks': 'fail' },
		green: ['bridge.same-network-v4', 'egress.tcp'],
		tells: ['slirp4netns-distinct-loopbacks-collide-without-proxy'],
	},
	{
		name: 'a privileged port does not answer although the sysctl allows it',
		cell: 'slirp-ports-no-proxy',
		changes: [rule('host', `INPUT -d 127.0.0.1 -p tcp --dport 81 ${reset}`)],
		red: { 'publish.privileged-port': 'fail' },
		green: ['bridge.same-network-v4', 'egress.tcp'],
		tells: ['slirp4netns-privileged-port-unclear-without-proxy'],
	},
	{
		name: 'somebody in the namespace listens on the port that was to be SCTP’s',
		cell: 'builtin-no-proxy-26',
		changes: onSctpPort,
		red: { 'publish.sctp-error': 'fail' },
		green: ['bridge.same-network-v4', 'egress.tcp'],
		tells: ['sctp-ignored'],
	},
	{
		name: 'somebody in the namespace listens on the port that was to be SCTP’s',
		cell: 'slirp-ports-no-proxy-26',
		changes: onSctpPort,
		red: { 'publish.sctp-error': 'fail' },
		green: ['bridge.same-network-v4', 'egress.tcp'],
		tells: ['slirp4netns-sctp-ignored'],
	},
	{
		name: 'the namespace drops what containers send to a published port, instead of refusing it',
		cell: 'builtin-no-proxy',
		changes: [rule('netns', 'INPUT -i br-+ -p tcp --dport 8080 -j DROP')],
		red: {
			'bridge.hairpin-no-proxy': { gateway: 'timeout', netns: 'timeout' },
			'bridge.hairpin-self': { gateway: 'timeout', netns: 'timeout' },
		},
		green: ['bridge.same-network-v4', 'egress.tcp'],
		tells: ['no-proxy-builtin-hairpin'],
	},
	{
		name: 'the namespace resets what neighbours send to a published port',
		cell: 'slirp-ports-no-proxy-26',
		changes: [rule('netns', `FORWARD -i br-+ -o br-+ -p tcp --dport 80 ${reset}`)],
		red: { 'bridge.hairpin-no-proxy': { gateway: 'refused', netns: 'refused' } },
		green: ['bridge.same-network-v4', 'egress.tcp'],
		tells: ['no-proxy-hairpin-without-br-netfilter'],
	},
	{
		name: 'the namespace resets what neighbours send to a published port',
		cell: 'slirp-ports-no-proxy',
		changes: [rule('netns', `FORWARD -i br-+ -o br-+ -p tcp --dport 80 ${reset}`)],
		red: { 'bridge.hairpin-no-proxy': { gateway: 'refused', netns: 'refused' } },
		green: ['bridge.same-network-v4', 'egress.tcp'],
		tells: ['no-proxy-slirp4netns-hairpin-without-br-netfilter'],
	},
	{
		name: 'the namespace resets what neighbours send to a published port',
		cell: 'pasta-no-proxy',
		changes: [rule('netns', `FORWARD -i br-+ -o br-+ -p tcp --dport 80 ${reset}`)],
		red: { 'bridge.hairpin-no-proxy': { gateway: 'refused', netns: 'refused' } },
		green: ['bridge.same-network-v4', 'egress.tcp'],
		tells: ['no-proxy-hairpin-without-br-netfilter-since-28'],
	},
	{
		name: 'the namespace drops what containers send to a published port on their gateway, instead of refusing it',
		cell: 'slirp-ports-no-proxy-loaded',
		changes: [rule('netns', 'INPUT -i br-+ -p tcp --dport 8080 -j DROP')],
		red: {
			'bridge.hairpin-no-proxy': { gateway: 'timeout' },
			'bridge.hairpin-self': { gateway: 'timeout' },
		},
		green: ['bridge.same-network-v4', 'egress.tcp'],
		tells: ['no-proxy-slirp4netns-hairpin'],
	},
	{
		name: 'somebody in the namespace listens on the port that was to be SCTP’s',
		cell: 'slirp-ports-no-proxy',
		changes: onSctpPort,
		red: { 'publish.sctp-error': 'fail' },
		green: ['bridge.same-network-v4', 'egress.tcp'],
		tells: ['slirp4netns-sctp-ignored-without-proxy'],
	},
]

function silentPorts(protocol: 'tcp' | 'udp') {
	return rule('host', `INPUT -p ${protocol} -m multiport --dports 8080:8101 -j DROP`)
}
