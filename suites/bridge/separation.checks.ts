import type { Recorder } from '../check/recorder.ts'
import { type ProbeContainer, serverPort as port } from '../fixtures/container.ts'
import { type ShutWay, expectDropped } from '../probes/dropped.ts'
import {
	type Protocol,
	allProtocols,
	expectAnswer,
	expectNoAnswer,
	mustBeAlive,
	mustReach,
	wayName,
} from '../probes/expect-answer.ts'
import { both } from '../fixtures/fixtures.ts'
import { lab } from '../vantage/lab.ts'
import type { Vantage } from '../vantage/vantage.ts'
import type { CheckContext } from '../check/check-context.ts'
import { hasDefaultBridge } from '../conditions/default-bridge.ts'
import { defineChecks } from '../check/definition.ts'
import { allOf, always, condition } from '../check/condition.ts'
import { bothFamilies, over, tcpUdpIcmp } from '../check/coverage.ts'
import { forms, protocolWays } from '../check/forms.ts'

// After the others, since they show by the rules' counters who dropped their packets.
const counting = 'what another check meanwhile sends may be dropped and counted as well'
const neighbours = ['container → container'] as const

export default defineChecks({
	order: 31,
	checks: [
		{
			id: 'bridge.networks-isolated',
			vantage: ['container'],
			contract:
				'there is no way between containers of two networks, from either side, over TCP, UDP and ICMP, and over IPv6 where the default bridge has it: rules drop what is sent',
			chinese:
				'两个网络的容器之间在任一方向都不通（TCP、UDP、ICMP；默认网桥有 IPv6 时也包括 IPv6）：数据包被规则丢弃',
			applies: always,
			coverage: over(neighbours, tcpUdpIcmp, bothFamilies),
			ways: protocolWays(forms.absent, ['there', 'back']),
			serial: counting,
			run: async (context, record) => {
				const { fixtures } = context
				const [neighbour, stranger] = await both(fixtures.neighbour, fixtures.first)
				// Where the default bridge has IPv6, a container on the network that has it is the other one.
				const v6 = stranger.addressV6 === '' ? undefined : haveV6([await fixtures.sixth(), stranger])
				await expectShutOff(context, { v4: [neighbour, stranger], v6 }, record)
			},
		},
		{
			id: 'bridge.internal-no-egress',
			vantage: ['container'],
			contract:
				'on an internal network neighbours answer, and over TCP, UDP and ICMP there is no way to the peer, even when the container is given a route, and none in from a container of another network',
			chinese:
				'内部网络中的相邻容器可互相访问；即使给容器添加路由，也无法经 TCP、UDP、ICMP 到达对端主机，其他网络的容器也无法进入',
			applies: always,
			coverage: over([...neighbours, 'container → LAN'], tcpUdpIcmp),
			ways: { neighbour: forms.answer, ...protocolWays(forms.absent, ['out', 'routed', 'in']) },
			serial: counting,
			run: async ({ fixtures, netns }, record) => {
				const [inner, stranger] = await Promise.all([fixtures.inner(), fixtures.first()])
				const neighbour = { host: inner.neighbour.address, port }
				await expectAnswer(record, 'neighbour', { place: inner, target: neighbour, who: inner.neighbour.who })
				const control = await controls(netns, lab.service, 'peer')
				const outcomes = await Promise.all(
					allProtocols.map((protocol) => {
						const way = { place: inner, target: lab.service, protocol }
						return expectNoAnswer(record, `out.${protocol}`, way, control[protocol])
					}),
				)
				record.observe('outcome', outcomes[0]!.kind)
				await using _route = await inner.routeOut(netns)
				const back = { host: inner.address, port }
				const ways = {
					...shutWays('routed', inner, lab.service, control),
					...shutWays('in', stranger, back, await controls(netns, back, inner.who)),
				}
				const { kinds, dropped } = await expectDropped(record, ways, netns)
				record.observe('outcomeWithRoute', kinds['routed.tcp']!)
				record.observe('dropped', dropped)
			},
		},
		{
			id: 'bridge.icc-blocked',
			vantage: ['container'],
			contract:
				'with icc=false two neighbours on the default bridge cannot talk, from either side, over TCP, UDP and ICMP, and over IPv6 where the bridge has it: rules drop what they send',
			chinese:
				'icc=false 时，默认网桥上的两个相邻容器在任一方向都不通（TCP、UDP、ICMP；网桥有 IPv6 时也包括 IPv6）：数据包被规则丢弃',
			applies: allOf(
				hasDefaultBridge,
				condition(
					'icc=false',
					({ daemonSettings }) =>
						daemonSettings.icc === false || 'icc is on: neighbours on the default bridge may talk',
				),
			),
			coverage: over(neighbours, tcpUdpIcmp, bothFamilies),
			ways: protocolWays(forms.absent, ['there', 'back']),
			serial: counting,
			run: async (context, record) => {
				const pair = await both(context.fixtures.first, context.fixtures.second)
				await expectShutOff(context, { v4: pair, v6: haveV6(pair) }, record)
			},
		},
	],
})

type Pair = readonly [ProbeContainer, ProbeContainer]

/** The two of each pair are well connected, and rules of the namespace keep one from the other, both ways. */
async function expectShutOff(
	{ netns }: CheckContext,
	{ v4, v6 }: { readonly v4: Pair; readonly v6: Pair | undefined },
	record: Recorder,
): Promise<void> {
	// A client that reaches nothing at all would prove nothing.
	const clients = new Set([...v4, ...(v6 ?? [])])
	await Promise.all([...clients].map((client) => mustBeAlive(client, lab.service, 'peer')))
	const directions = [
		...bothWays(v4, ({ address }) => address),
		...(v6 ? bothWays(v6, ({ addressV6 }) => addressV6) : []),
	]
	const ways = await Promise.all(
		directions.map(async ({ prefix, from, to, host }) => {
			const target = { host, port }
			return shutWays(prefix, from, target, await controls(netns, target, to.who))
		}),
	)
	const { kinds, dropped } = await expectDropped(
		record,
		Object.fromEntries(ways.flatMap((one) => Object.entries(one))),
		netns,
	)
	record.observe('outcome', kinds['there.tcp']!)
	record.observe('outcomes', kinds)
	record.observe('dropped', dropped)
}

const bothWays = ([one, other]: Pair, addressOf: (container: ProbeContainer) => string) => [
	{ prefix: 'there', from: one, to: other, host: addressOf(other) },
	{ prefix: 'back', from: other, to: one, host: addressOf(one) },
]

const haveV6 = (pair: Pair): Pair | undefined =>
	pair.every(({ addressV6 }) => addressV6 !== '') ? pair : undefined

/** What the target answers over each protocol to somebody who may ask. @throws ControlFailed */
async function controls(place: Vantage, target: ShutWay['target'], who: string) {
	const answers = await Promise.all(
		allProtocols.map(async (protocol) => [protocol, await mustReach(place, target, who, protocol)] as const),
	)
	return Object.fromEntries(answers) as Record<Protocol, ShutWay['control']>
}

/** One way for each protocol, by the name of its direction. */
const shutWays = (
	prefix: string,
	place: Vantage,
	target: ShutWay['target'],
	control: Record<Protocol, ShutWay['control']>,
): Record<string, ShutWay> =>
	Object.fromEntries(
		allProtocols.map((protocol) => [
			`${prefix}.${wayName(protocol, target.host)}`,
			{ place, target, protocol, control: control[protocol] },
		]),
	)
