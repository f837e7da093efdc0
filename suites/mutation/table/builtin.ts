import {
	bridgeAddress,
	containerPid,
	containerResolvConf,
	enterNetns,
	relay,
	relayIntoNetns,
	rule,
	rule6,
	service,
	sysctl,
} from '../../worlds/changes.ts'
import type { Change, Mutation } from '../../worlds/model.ts'

const cell = 'builtin'
/** Both ways, by each protocol. */
const bothWays = Object.fromEntries(
	['there', 'back'].flatMap((way) =>
		['tcp', 'udp', 'icmp'].map((protocol) => [`${way}.${protocol}`, 'answered']),
	),
) as Readonly<Record<string, 'answered'>>
const reset = '-j REJECT --reject-with tcp-reset'
/** Of the first packet on; xt_statistic is a module of Debian's kernels. */
const everySecond = '-m statistic --mode nth --every 2 --packet 0'

/** What the namespace, its driver and the peer are asked. */
export const egress: readonly Mutation[] = [
	{
		name: 'the peer hears nothing from the LAN',
		cell,
		changes: [rule('peer', 'INPUT -i lan0 -j DROP'), rule6('peer', 'INPUT -i lan0 -j DROP')],
		red: { 'egress.tcp': 'fail', 'egress.ping': 'fail' },
		green: ['bridge.same-network-v4', 'publish.any-v4'],
	},
	{
		name: 'the peer takes no UDP but for DNS',
		cell,
		changes: [rule('peer', 'INPUT -p udp ! --dport 53 -j DROP')],
		red: { 'egress.udp': 'fail', 'egress.mtu': 'fail' },
		green: ['egress.tcp', 'dns.udp'],
	},
	{
		name: 'the peer resets TCP but for DNS',
		cell,
		changes: [rule('peer', `INPUT -p tcp ! --dport 53 ${reset}`)],
		red: { 'egress.tcp': 'fail', 'build.network': 'fail' },
		green: ['egress.udp', 'dns.tcp', 'dns.udp'],
	},
	{
		name: 'the peer answers no echoes',
		cell,
		changes: [sysctl('peer', 'net.ipv4.icmp_echo_ignore_all', 1, 0)],
		red: { 'egress.ping': 'fail' },
		green: ['egress.tcp', 'egress.udp'],
	},
	{
		name: 'every second echo is lost on its way to the peer',
		cell,
		changes: [rule('peer', `INPUT -p icmp --icmp-type echo-request ${everySecond} -j DROP`)],
		red: { 'egress.ping': { answered: 'lost', received: 'lost' } },
		green: ['egress.tcp', 'egress.udp'],
	},
	{
		name: 'every second answer to an echo is lost on its way from the peer',
		cell,
		changes: [rule('peer', `OUTPUT -p icmp --icmp-type echo-reply ${everySecond} -j DROP`)],
		red: { 'egress.ping': { answered: 'lost' } },
		green: ['egress.tcp', 'egress.udp'],
	},
	{
		name: 'somebody on the way answers the echoes, and the peer never hears them',
		cell,
		changes: [rule('netns', '-t nat PREROUTING -p icmp -j DNAT --to-destination 10.0.2.100')],
		red: { 'egress.ping': 'fail' },
		green: ['egress.tcp', 'egress.udp'],
	},
	{
		name: 'datagrams that need fragments disappear at the peer',
		cell,
		changes: [rule('peer', 'INPUT -p udp -m length --length 2000: -j DROP')],
		red: { 'egress.udp-fragments': { 'udp.8972': 'lost', 'udp.65000': 'lost' } },
		green: ['egress.mtu', 'egress.udp'],
	},
	{
		name: 'datagrams of a whole frame disappear at the peer',
		cell,
		changes: [rule('peer', 'INPUT -p udp -m length --length 1400:1500 -j DROP')],
		red: { 'egress.mtu': { 'udp.1472': 'lost' } },
		green: ['egress.udp', 'egress.tcp'],
	},
	{
		name: 'a connection to the peer goes silent after two mebibytes',
		cell,
		changes: [silentAfterTwoMebibytes('peer', 'INPUT -p tcp --dport 7000')],
		red: { 'egress.transfer': 'fail' },
		green: ['egress.tcp', 'egress.mtu'],
	},
	{
		name: 'a connection to a published port goes silent after two mebibytes',
		cell,
		changes: [silentAfterTwoMebibytes('host', 'INPUT -i lan0 -p tcp --dport 8080')],
		red: { 'ingress.transfer': 'fail' },
		green: ['publish.any-nic', 'egress.transfer'],
	},
]

function silentAfterTwoMebibytes(where: 'peer' | 'host', what: string) {
	const long = '-m connbytes --connbytes 2097152: --connbytes-dir original --connbytes-mode bytes'
	return rule(where, `${what} ${long} -j DROP`)
}

const otherDns = (options: string) =>
	service(
		'dns',
		[
			'-p NetworkNamespacePath=/run/netns/peer -p LimitNOFILE=256',
			'dnsmasq --keep-in-foreground --conf-file=/dev/null --user=root --pid-file= --no-resolv --no-hosts',
			`--port=5300 --local=/lab.test/ --edns-packet-max=8192 ${options}`,
		].join(' '),
	)
const redirectDns = (protocol: 'udp' | 'tcp') =>
	rule('peer', `-t nat PREROUTING -p ${protocol} --dport 53 -j REDIRECT --to-ports 5300`)

export const dns: readonly Mutation[] = [
	{
		name: 'the DNS server answers over UDP with another host’s address',
		cell,
		changes: [otherDns('--host-record=peer.lab.test,203.0.113.99,2001:db8:113::99'), redirectDns('udp')],
		red: { 'dns.udp': 'fail', 'build.network': 'fail' },
		green: ['dns.tcp', 'egress.tcp', 'bridge.name-resolution'],
	},
	{
		name: 'the DNS server does not listen on TCP',
		cell,
		changes: [rule('peer', `INPUT -p tcp --dport 53 ${reset}`)],
		red: { 'dns.tcp': 'fail' },
		green: ['dns.udp', 'egress.tcp'],
	},
	{
		name: 'over TCP the DNS server has a large record that was cut',
		cell,
		changes: [
			otherDns('--host-record=peer.lab.test,203.0.113.10,2001:db8:113::10 --txt-record=large.lab.test,cut'),
			redirectDns('tcp'),
		],
		red: { 'dns.tcp': 'fail' },
		green: ['dns.udp'],
	},
	{
		name: 'a container on a user-defined network asks the namespace’s DNS server and not Docker’s own',
		cell,
		changes: [namesServer('neighbour', '127.0.0.11', '10.0.2.3')],
		red: { 'bridge.name-resolution': { neighbour: 'unresolved' } },
		green: ['bridge.same-network-v4', 'dns.udp'],
	},
]

/** Written in place, since the daemon mounts this file into the container. */
function namesServer(fixture: string, whole: string, broken: string): Change {
	const write = (from: string, to: string) =>
		`path=${containerResolvConf(fixture)}\ntext=$(sed s/${from}/${to}/ $path)\necho "$text" >$path`
	return { in: 'host', breaks: write(whole, broken), mends: write(broken, whole) }
}

/** The usual world of neighbours: who may talk, who may not. */
export const bridge: readonly Mutation[] = [
	{
		name: 'neighbours of user-defined networks are kept apart over IPv4',
		cell,
		changes: [rule('netns', 'FORWARD -i br-+ -m physdev --physdev-is-bridged -j DROP')],
		red: { 'bridge.same-network-v4': 'fail', 'bridge.name-resolution': 'fail' },
		green: ['bridge.default-bridge', 'bridge.same-network-v6', 'egress.tcp'],
	},
	{
		name: 'neighbours of the default bridge are kept apart',
		cell,
		changes: [rule('netns', 'FORWARD -i docker0 -m physdev --physdev-is-bridged -j DROP')],
		red: { 'bridge.default-bridge': { neighbour: 'timeout' } },
		green: ['bridge.same-network-v4', 'egress.tcp'],
	},
	{
		name: 'neighbours are kept apart over IPv6',
		cell,
		changes: [rule6('netns', 'FORWARD -i br-+ -m physdev --physdev-is-bridged -j DROP')],
		red: { 'bridge.same-network-v6': 'fail' },
		green: ['bridge.same-network-v4'],
	},
	{
		name: 'one network is let through to another before Docker’s own rules are asked',
		cell,
		changes: [
			rule('netns', 'DOCKER-USER -i br-+ -o docker0 -j ACCEPT'),
			rule('netns', 'DOCKER-USER -i docker0 -o br-+ -j ACCEPT'),
			rule('netns', '-t raw PREROUTING -j ACCEPT'),
		],
		// An internal network is a network like the others here.
		red: { 'bridge.networks-isolated': bothWays, 'bridge.internal-no-egress': 'fail' },
		green: ['bridge.same-network-v4', 'bridge.same-network-v6'],
	},
	{
		name: 'whatever leaves the namespace is let through, internal networks too',
		cell,
		changes: [
			rule('netns', 'DOCKER-USER -o tap0 -j ACCEPT'),
			rule('netns', 'DOCKER-USER -i tap0 -j ACCEPT'),
			rule('netns', '-t nat POSTROUTING -o tap0 -j MASQUERADE'),
		],
		red: { 'bridge.internal-no-egress': 'fail' },
		green: ['bridge.networks-isolated', 'egress.tcp'],
	},
	{
		name: 'neighbours on an internal network are kept apart',
		cell,
		changes: [rule('netns', 'FORWARD -i br-+ -o br-+ -p tcp --dport 80 -j DROP')],
		red: { 'bridge.internal-no-egress': 'fail', 'bridge.same-network-v4': 'fail' },
		green: ['bridge.default-bridge'],
	},
	{
		name: 'containers have no way back to the VM’s LAN address',
		cell,
		changes: [rule('netns', 'FORWARD -d 198.51.100.2 -j DROP')],
		red: { 'bridge.hairpin-proxy': { lan: 'timeout' }, 'bridge.hairpin-self': { lan: 'timeout' } },
		green: ['egress.tcp', 'publish.any-nic'],
	},
	{
		name: 'a container has no way to its own published port',
		cell,
		changes: [
			{
				in: 'host',
				breaks: `nsenter -n -t ${containerPid('web')} iptables -I OUTPUT -d 198.51.100.2 -j DROP`,
				mends: `nsenter -n -t ${containerPid('web')} iptables -D OUTPUT -d 198.51.100.2 -j DROP`,
			},
		],
		red: { 'bridge.hairpin-self': { lan: 'timeout' } },
		green: ['bridge.hairpin-proxy', 'publish.any-nic'],
	},
]

export const isolation: readonly Mutation[] = [
	{
		name: 'the namespace’s gateway leads to the VM’s loopback',
		cell,
		changes: [
			relay('loopback', 'TCP-LISTEN:7010,bind=198.51.100.2', 'TCP:127.0.0.1:7010'),
			rule('netns', '-t nat PREROUTING -d 10.0.2.2 -p tcp -j DNAT --to-destination 198.51.100.2'),
		],
		red: { 'isolation.host-loopback': { tcp: 'answered' } },
		green: ['egress.tcp', 'isolation.host-network-container'],
	},
	{
		name: 'what connects to a loopback port of the namespace comes to that of the VM',
		cell,
		changes: [
			relay('loopback', 'TCP-LISTEN:7019,bind=198.51.100.2', 'TCP:127.0.0.1:7011'),
			service(
				'inside',
				`${enterNetns} socat TCP-LISTEN:7011,bind=127.0.0.1,fork,reuseaddr TCP:198.51.100.2:7019`,
			),
		],
		red: { 'isolation.host-network-container': { tcp: 'answered' } },
		green: ['isolation.host-loopback', 'egress.tcp'],
	},
	{
		name: 'a loopback port of the namespace answers on the VM’s loopback',
		cell,
		changes: [relayIntoNetns('inside', 'TCP-LISTEN:7012,bind=127.0.0.1', 'TCP:127.0.0.1:7012')],
		red: { 'isolation.netns-loopback': { 'host.tcp': 'answered' } },
		green: ['isolation.container-address'],
	},
	{
		name: 'a loopback port of the namespace answers on the LAN',
		cell,
		changes: [relayIntoNetns('inside', 'TCP-LISTEN:7012,bind=198.51.100.2', 'TCP:127.0.0.1:7012')],
		red: { 'isolation.netns-loopback': { 'peer.tcp': 'answered' } },
		green: ['isolation.container-address'],
	},
	{
		name: 'the VM has a way to the containers’ own addresses',
		cell,
		changes: [
			relayIntoNetns('inside', 'TCP-LISTEN:7014', `TCP:${bridgeAddress('first')}:80`),
			rule('host', '-t nat OUTPUT -d 172.16.0.0/12 -p tcp --dport 80 -j REDIRECT --to-ports 7014'),
		],
		red: { 'isolation.container-address': { 'host.tcp': 'answered' } },
		green: ['isolation.netns-loopback'],
	},
	{
		name: 'the VM hands its neighbours on to the containers’ own addresses',
		cell,
		changes: [
			relayIntoNetns('inside', 'TCP-LISTEN:7014', `TCP:${bridgeAddress('first')}:80`),
			rule('host', '-t nat PREROUTING -d 172.16.0.0/12 -p tcp --dport 80 -j REDIRECT --to-ports 7014'),
		],
		red: { 'isolation.container-address': { 'peer.tcp': 'answered' } },
		green: ['isolation.netns-loopback'],
	},
]
