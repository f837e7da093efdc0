import { type Recorder, check } from './support/check.ts'
import { type ProbeContainer, serverPort as port } from './support/container.ts'
import { type ShutWay, expectDropped } from './support/dropped.ts'
import {
	type Protocol,
	allProtocols,
	expectAnswer,
	expectNoAnswer,
	mustBeAlive,
	mustReach,
	wayName,
} from './support/expect-answer.ts'
import { both } from './support/fixtures.ts'
import { expectHairpin } from './support/hairpin.ts'
import { lab } from './support/lab.ts'
import type { Vantage } from './support/vantage.ts'
import type { World } from './support/world.ts'

check('bridge.same-network-v4', async ({ fixtures }, record) => {
	const [web, neighbour] = await both(fixtures.web, fixtures.neighbour)
	const target = { host: web.address, port }
	await expectAnswer(record, 'neighbour', { place: neighbour, target, who: web.who })
})

check('bridge.default-bridge', async ({ fixtures }, record) => {
	const [first, second] = await both(fixtures.first, fixtures.second)
	const target = { host: second.address, port }
	await expectAnswer(record, 'neighbour', { place: first, target, who: second.who })
})

check('bridge.name-resolution', async ({ fixtures }, record) => {
	const [web, neighbour] = await both(fixtures.web, fixtures.neighbour)
	const target = { host: web.dnsName, port }
	await expectAnswer(record, 'neighbour', { place: neighbour, target, who: web.who })
})

check('bridge.same-network-v6', async ({ fixtures }, record) => {
	const [sixth, seventh] = await both(fixtures.sixth, fixtures.seventh)
	const target = { host: sixth.addressV6, port }
	if (target.host !== '') await expectAnswer(record, 'neighbour', { place: seventh, target, who: sixth.who })
	else
		record.way('neighbour', {
			form: { kind: 'missing', what: 'IPv6 address' },
			words: 'the container has no IPv6 address on its network',
		})
})

check('bridge.hairpin-proxy', async ({ facts, fixtures }, record) => {
	const [web, neighbour] = await both(fixtures.web, fixtures.neighbour)
	await expectHairpin(neighbour, web, facts.cell, record)
})

check('bridge.hairpin-no-proxy', async ({ facts, fixtures }, record) => {
	const [web, neighbour] = await both(fixtures.web, fixtures.neighbour)
	await expectHairpin(neighbour, web, facts.cell, record)
})

check('bridge.hairpin-self', async ({ facts, fixtures }, record) => {
	const web = await fixtures.web()
	await expectHairpin(web, web, facts.cell, record)
})

// After the others, since they show by the rules' counters who dropped their packets.
const counting = { alone: 'what another check meanwhile sends may be dropped and counted as well' }

check(
	'bridge.networks-isolated',
	async (world, record) => {
		const { fixtures } = world
		const [neighbour, stranger] = await both(fixtures.neighbour, fixtures.first)
		// Where the default bridge has IPv6, a container on the network that has it is the other one.
		const v6 = stranger.addressV6 === '' ? undefined : haveV6([await fixtures.sixth(), stranger])
		await expectShutOff(world, { v4: [neighbour, stranger], v6 }, record)
	},
	counting,
)

check(
	'bridge.internal-no-egress',
	async ({ fixtures, netns }, record) => {
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
	counting,
)

check(
	'bridge.icc-blocked',
	async (world, record) => {
		const pair = await both(world.fixtures.first, world.fixtures.second)
		await expectShutOff(world, { v4: pair, v6: haveV6(pair) }, record)
	},
	counting,
)

type Pair = readonly [ProbeContainer, ProbeContainer]

/** The two of each pair are well connected, and rules of the namespace keep one from the other, both ways. */
async function expectShutOff(
	{ netns }: World,
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
