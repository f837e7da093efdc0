import { onSctpPort, relay, rule, rule6 } from '../../worlds/changes.ts'
import type { Mutation } from '../../worlds/model.ts'

const cell = 'builtin'
const reset = '-j REJECT --reject-with tcp-reset'
const lan = '-d 198.51.100.2'
const loopback = '-d 127.0.0.1'

/** Published ports, through the builtin port driver. */
export const publish: readonly Mutation[] = [
	{
		name: 'the VM’s loopback resets what is published on all addresses',
		cell,
		changes: [rule('host', `INPUT ${loopback} -p tcp --dport 8080 ${reset}`)],
		red: { 'publish.any-v4': { loopback: 'refused' }, 'source.loopback-address': { web: 'refused' } },
		green: ['publish.any-nic', 'publish.loopback-only-v4'],
	},
	{
		name: 'the VM’s firewall keeps its LAN from a port that is published on all addresses',
		cell,
		changes: [rule('host', 'INPUT -i lan0 -p tcp --dport 8080 -j DROP')],
		red: { 'publish.any-nic': { peer: 'timeout' }, 'ingress.transfer': 'fail' },
		green: ['publish.any-v4', 'publish.any-v6', 'publish.udp'],
	},
	{
		name: 'the VM resets over IPv6 what is published on all addresses',
		cell,
		changes: [rule6('host', `INPUT -p tcp --dport 8080 ${reset}`)],
		red: { 'publish.any-v6': { 'host.loopback': 'refused', 'host.lan': 'refused', 'peer.lan': 'refused' } },
		green: ['publish.any-v4', 'publish.udp-v6'],
	},
	{
		name: 'another server has the port that is published on all addresses, on the LAN address',
		cell,
		changes: [rule('host', `-t nat PREROUTING -i lan0 -p tcp --dport 8080 -j REDIRECT --to-ports 8090`)],
		red: { 'publish.any-nic': { peer: 'answered' } },
		green: ['publish.any-v4', 'publish.range'],
	},
	{
		name: 'a port that is published on the loopback is reset there',
		cell,
		changes: [rule('host', `INPUT ${loopback} -p tcp --dport 8081 ${reset}`)],
		red: { 'publish.loopback-only-v4': { loopback: 'refused' } },
		green: ['publish.any-v4', 'publish.loopback-only-hidden'],
	},
	{
		name: 'a port that is published on the loopback answers on the LAN',
		cell,
		changes: [relay('open', 'TCP-LISTEN:8081,bind=198.51.100.2', 'TCP:127.0.0.1:8081')],
		red: { 'publish.loopback-only-hidden': { 'peer.lan': 'answered' } },
		green: ['publish.loopback-only-v4', 'publish.any-nic'],
	},
	{
		name: 'a port that is published on the IPv6 loopback is reset there',
		cell,
		changes: [rule6('host', `INPUT -p tcp --dport 8082 ${reset}`)],
		red: { 'publish.loopback-only-v6': { loopback: 'refused' } },
		green: ['publish.loopback-only-v4', 'publish.any-v6'],
	},
	{
		name: 'a port that is published on the LAN address is reset there',
		cell,
		changes: [rule('host', `INPUT ${lan} -p tcp --dport 8084 ${reset}`)],
		red: { 'publish.nic-address': { 'host.lan': 'refused', 'peer.lan': 'refused' } },
		green: ['publish.any-nic'],
	},
	{
		name: 'a port that is published on the LAN address answers on the loopback too',
		cell,
		changes: [relay('open', 'TCP-LISTEN:8084,bind=127.0.0.1', 'TCP:198.51.100.2:8084')],
		red: { 'publish.nic-address': { 'host.loopback': 'answered' } },
		green: ['publish.any-nic'],
	},
	{
		name: 'a published UDP port is silent on the LAN address',
		cell,
		changes: [rule('host', `INPUT ${lan} -p udp --dport 8083 -j DROP`)],
		red: { 'publish.udp': { 'host.lan': 'timeout', 'peer.lan': 'timeout' } },
		green: ['publish.udp-loopback', 'publish.range'],
	},
	{
		name: 'a published UDP port is silent on the loopback',
		cell,
		changes: [rule('host', `INPUT ${loopback} -p udp --dport 8083 -j DROP`)],
		red: { 'publish.udp-loopback': { loopback: 'timeout' } },
		green: ['publish.udp', 'publish.udp-v6'],
	},
	{
		name: 'a published UDP port is silent over IPv6',
		cell,
		changes: [rule6('host', 'INPUT -p udp --dport 8083 -j DROP')],
		red: { 'publish.udp-v6': { 'host.loopback': 'timeout', 'peer.lan': 'timeout' } },
		green: ['publish.udp', 'publish.any-v6'],
	},
	{
		name: 'a port of a range leads to the one before it',
		cell,
		changes: [rule('host', `-t nat OUTPUT ${lan} -p tcp --dport 8091 -j REDIRECT --to-ports 8090`)],
		red: { 'publish.range': { 'tcp.8091': 'answered' } },
		green: ['publish.translated-range', 'publish.udp'],
	},
	{
		name: 'a UDP port of a range that is published as another is silent',
		cell,
		changes: [rule('host', `INPUT ${lan} -p udp --dport 8101 -j DROP`)],
		red: { 'publish.translated-range': { 'udp.8101': 'timeout' } },
		green: ['publish.range', 'publish.udp'],
	},
	{
		name: 'somebody answers on a privileged port before it is published',
		cell,
		changes: [relay('privileged', 'TCP-LISTEN:81', 'TCP:127.0.0.1:8080')],
		red: { 'publish.privileged-port': 'fail' },
		green: ['publish.any-v4', 'publish.conflict'],
	},
	{
		name: 'a privileged port does not answer although the sysctl allows it',
		cell,
		changes: [rule('host', `INPUT ${loopback} -p tcp --dport 81 ${reset}`)],
		red: { 'publish.privileged-port': { lowered: 'refused' } },
		green: ['publish.any-v4', 'publish.rebind'],
	},
	{
		name: 'who has a port no longer answers once another was refused it',
		cell,
		changes: [everyThird(1)],
		red: { 'publish.conflict': { held: 'refused' } },
		green: ['publish.rebind', 'publish.any-v4'],
	},
	{
		name: 'a port answers only once another was refused it',
		cell,
		changes: [everyThird(0)],
		red: { 'publish.rebind': { before: 'refused' } },
		green: ['publish.conflict', 'publish.any-v4'],
	},
	{
		name: 'containers see the namespace’s own address of whom comes by a published port',
		cell,
		changes: [rule('netns', '-t nat POSTROUTING -p tcp --dport 80 -o br-+ -j SNAT --to-source 10.0.2.100')],
		red: {
			'source.loopback-address': { web: 'wrong-address' },
			'source.peer-address': { web: 'wrong-address' },
		},
		green: ['publish.any-v4', 'publish.any-nic'],
		tells: ['builtin-loses-source-address'],
	},
	{
		name: 'two loopback addresses share a port, and one of them is another server’s',
		cell,
		changes: [rule('host', '-t nat OUTPUT -d 127.0.0.2 -p tcp --dport 8086 -j REDIRECT --to-ports 8080')],
		red: { 'publish.distinct-loopbacks': { '127.0.0.2': 'answered', '127.0.0.3': 'daemon-refused' } },
		green: ['publish.any-v4', 'publish.loopback-only-v4'],
		tells: ['distinct-loopbacks-collide'],
	},
	{
		name: 'two loopback addresses share a port, one is another server’s, and dockerd leaves the port to its proxy',
		cell: 'builtin-26',
		changes: [rule('host', '-t nat OUTPUT -d 127.0.0.2 -p tcp --dport 8086 -j REDIRECT --to-ports 8080')],
		red: { 'publish.distinct-loopbacks': { '127.0.0.2': 'answered', '127.0.0.3': 'daemon-refused' } },
		green: ['publish.any-v4'],
		tells: ['distinct-loopbacks-proxy-ends'],
	},
	{
		name: 'somebody in the namespace listens on the port that was to be SCTP’s',
		cell,
		changes: onSctpPort,
		red: { 'publish.sctp-error': 'fail' },
		green: ['publish.any-v4'],
		tells: ['sctp-ignored'],
	},
]

/** The contested port is asked three times: by one, by the same after the other's refusal, and by the other. */
function everyThird(packet: number) {
	const nth = `-m statistic --mode nth --every 3 --packet ${packet}`
	return rule('host', `INPUT ${loopback} -p tcp --syn --dport 8085 ${nth} ${reset}`)
}
