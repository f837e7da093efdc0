import { namespaceOf, rootlesskitTold } from '#results/model'
import { hostHasIpv6 } from '../conditions/host-ipv6.ts'
import { expectAnswer } from '../probes/expect-answer.ts'
import { both } from '../fixtures/fixtures.ts'
import { rule6 } from '../worlds/changes.ts'
import type { Change } from '../worlds/model.ts'
import { lab } from '../vantage/lab.ts'
import { morePatience } from '../vantage/patience.ts'
import { echoes, echoesReceived, ping } from '../probes/ping.ts'
import { defineChecks } from '../check/definition.ts'
import { allOf, always, condition } from '../check/condition.ts'
import { over } from '../check/coverage.ts'
import { eachWay, forms } from '../check/forms.ts'

const out = ['container → LAN'] as const
const serviceV6 = { host: lab.serviceV6, port: lab.service.port }
const udp = { protocol: 'udp' } as const

/** RootlessKit runs slirp4netns without --enable-ipv6 and pasta with --ipv4-only unless it is given --ipv6 itself. */
const driverHasIpv6 = allOf(
	hostHasIpv6,
	condition(
		'with a network driver that RootlessKit can give IPv6',
		({ axes }) => namespaceOf(axes).ipv6 ?? `RootlessKit gives a namespace of ${axes.network} no IPv6`,
		[[/^RootlessKit gives a namespace of (.+) no IPv6$/, 'RootlessKit 不为 $1 的网络命名空间提供 IPv6']],
	),
	condition('with ipv6 and rootlesskit-flags: [--ipv6]', ({ daemonSettings }) => {
		if (!rootlesskitTold('ipv6', daemonSettings.rootlesskitFlags))
			return "RootlessKit gives its namespace IPv6 only when it is told --ipv6 (rootlesskit-flags): dockerd's own ipv6 setting is for its bridges"
		return daemonSettings.ipv6 === true || 'the default bridge has no IPv6: the profile does not say ipv6'
	}),
)

/** What slirp4netns announced, and the daemon's IPv6 forwarding took away. */
const defaultRoute6: Change = {
	in: 'netns',
	breaks: 'ip -6 route add default via fe80::2 dev tap0',
	mends: 'ip -6 route del default via fe80::2 dev tap0',
}

export default defineChecks({
	order: 60,
	checks: [
		{
			id: 'egress.tcp',
			vantage: ['container'],
			contract: 'a service address behind the peer answers over TCP',
			chinese: '对端主机之后的服务地址可经 TCP 访问',
			applies: always,
			coverage: over(out, ['tcp']),
			ways: eachWay(['bridge', 'network'], forms.answer),
			run: async ({ fixtures }, record) => {
				const [bridge, network] = await both(fixtures.first, fixtures.neighbour)
				for (const [name, place] of Object.entries({ bridge, network })) {
					const answer = await expectAnswer(record, name, { place, target: lab.service, who: 'peer' })
					if (answer) record.observe(`source.${name}`, answer.peer)
				}
			},
		},
		{
			id: 'egress.udp',
			vantage: ['container'],
			contract: 'a service address behind the peer answers over UDP',
			chinese: '对端主机之后的服务地址可经 UDP 访问',
			applies: always,
			coverage: over(out, ['udp']),
			ways: eachWay(['bridge', 'network'], forms.answer),
			run: async ({ fixtures }, record) => {
				const [bridge, network] = await both(fixtures.first, fixtures.neighbour)
				for (const [name, place] of Object.entries({ bridge, network })) {
					const way = { place, target: lab.service, who: 'peer', options: udp }
					const answer = await expectAnswer(record, name, way)
					if (answer) record.observe(`source.${name}`, answer.peer)
				}
			},
		},
		{
			id: 'egress.tcp-v6',
			vantage: ['container'],
			contract: 'an IPv6 service address behind the peer answers over TCP',
			chinese: '对端主机之后的 IPv6 服务地址可经 TCP 访问',
			applies: driverHasIpv6,
			coverage: over(out, ['tcp'], ['v6']),
			ways: { bridge: forms.answer },
			mutations: [
				{
					name: 'the namespace has its default route again, and the peer takes no TCP over IPv6',
					cell: 'builtin-ipv6',
					changes: [defaultRoute6, rule6('peer', 'INPUT -p tcp --dport 7000 -j DROP')],
					red: { 'egress.tcp-v6': { bridge: 'timeout' } },
					green: ['egress.tcp'],
					tells: ['slirp4netns-ipv6-default-route-removed'],
				},
				{
					name: 'what has no way out over IPv6 is dropped before it is routed',
					cell: 'pasta-ipv6',
					changes: [rule6('netns', '-t raw PREROUTING -p tcp -d 2001:db8:113::10 -j DROP')],
					red: { 'egress.tcp-v6': { bridge: 'timeout' } },
					green: ['egress.udp-v6', 'egress.tcp'],
					tells: ['pasta-ipv6-not-configured'],
				},
			],
			run: async ({ fixtures }, record) => {
				const way = { place: await fixtures.first(), target: serviceV6, who: 'peer' }
				const answer = await expectAnswer(record, 'bridge', way)
				if (answer) record.observe('source', answer.peer)
			},
		},
		{
			id: 'egress.udp-v6',
			vantage: ['container'],
			contract: 'an IPv6 service address behind the peer answers over UDP',
			chinese: '对端主机之后的 IPv6 服务地址可经 UDP 访问',
			applies: driverHasIpv6,
			coverage: over(out, ['udp'], ['v6']),
			ways: { bridge: forms.answer },
			mutations: [
				{
					name: 'the namespace has its default route again, and the peer refuses UDP over IPv6',
					cell: 'builtin-ipv6',
					changes: [defaultRoute6, rule6('peer', 'INPUT -p udp --dport 7000 -j REJECT')],
					red: { 'egress.udp-v6': { bridge: 'refused' } },
					green: ['egress.udp'],
				},
			],
			run: async ({ fixtures }, record) => {
				const way = { place: await fixtures.first(), target: serviceV6, who: 'peer', options: udp }
				const answer = await expectAnswer(record, 'bridge', way)
				if (answer) record.observe('source', answer.peer)
			},
		},
		{
			id: 'egress.ping',
			vantage: ['container', 'peer'],
			contract:
				"the peer receives and answers each of two ICMP echoes, where the VM's net.ipv4.ping_group_range is set as Docker's documentation says",
			chinese:
				'对端主机收到并应答两个 ICMP 回显请求（虚拟机的 net.ipv4.ping_group_range 按 Docker 文档设置）',
			applies: always,
			coverage: over(out, ['icmp']),
			ways: {
				answered: ['lost', 'unreachable'],
				// Not by the peer, so that somebody else answered.
				received: ['lost', 'answered'],
			},
			serial: "another check's echoes would count as its own",
			run: async ({ fixtures, peer }, record) => {
				const client = await fixtures.first()
				const before = await echoesReceived(peer)
				const seconds = (await morePatience(client, 4)) ?? 4
				const { answered, sent, unreachable, roundTripMs } = await ping(client, lab.service.host, { seconds })
				// A driver could answer by itself: it was the peer only if the peer was asked.
				const received = (await echoesReceived(peer)) - before
				record.observe('echoes', { sent, answered, receivedByPeer: received })
				if (roundTripMs !== undefined) record.observe('roundTripMs', roundTripMs)
				const kind = unreachable ? 'unreachable' : 'lost'
				record.way(
					'answered',
					answered < echoes
						? { form: { kind }, words: `${answered} of ${sent} echo requests were answered` }
						: undefined,
				)
				record.way('received', received < echoes ? notReceived(received, answered) : undefined)
			},
		},
	],
})

function notReceived(received: number, answered: number) {
	const words = `the peer received ${received} echo requests, and ${answered} were answered`
	return answered > received
		? ({ form: { kind: 'answered', by: 'somebody before the peer' }, words } as const)
		: ({ form: { kind: 'lost' }, words } as const)
}
