import { CheckFailed } from './support/outcome.ts'
import { type Recorder, check } from './support/check.ts'
import { type ProbeContainer, serverPort as port } from './support/container.ts'
import { mustBeDropped } from './support/dropped.ts'
import { mustAnswer, mustBeAlive, mustNotAnswer } from './support/expect-answer.ts'
import { both } from './support/fixtures.ts'
import { mustComeBack } from './support/hairpin.ts'
import { lab } from './support/lab.ts'
import type { World } from './support/world.ts'

check('bridge.same-network-v4', async ({ fixtures }) => {
	const [web, neighbour] = await both(fixtures.web, fixtures.neighbour)
	await mustAnswer(neighbour, { host: web.address, port }, web.who)
})

check('bridge.default-bridge', async ({ fixtures }) => {
	const [first, second] = await both(fixtures.first, fixtures.second)
	await mustAnswer(first, { host: second.address, port }, second.who)
})

check('bridge.name-resolution', async ({ fixtures }) => {
	const [web, neighbour] = await both(fixtures.web, fixtures.neighbour)
	await mustAnswer(neighbour, { host: web.dnsName, port }, web.who)
})

check('bridge.same-network-v6', async ({ fixtures }) => {
	const [sixth, seventh] = await both(fixtures.sixth, fixtures.seventh)
	if (sixth.addressV6 === '') throw new CheckFailed('The container has no IPv6 address on its network')
	await mustAnswer(seventh, { host: sixth.addressV6, port }, sixth.who)
})

check('bridge.hairpin-proxy', async ({ facts, fixtures }, record) => {
	const [web, neighbour] = await both(fixtures.web, fixtures.neighbour)
	await mustComeBack(neighbour, web, facts.cell, record)
})

check('bridge.hairpin-no-proxy', async ({ facts, fixtures }, record) => {
	const [web, neighbour] = await both(fixtures.web, fixtures.neighbour)
	await mustComeBack(neighbour, web, facts.cell, record)
})

check('bridge.hairpin-self', async ({ facts, fixtures }, record) => {
	const web = await fixtures.web()
	await mustComeBack(web, web, facts.cell, record)
})

// After the others, since they show by the rules' counters who dropped their packets.
const counting = { alone: 'what another check meanwhile sends may be dropped and counted as well' }

check(
	'bridge.networks-isolated',
	async (world, record) => {
		const [neighbour, stranger] = await both(world.fixtures.neighbour, world.fixtures.first)
		await mustBeShutOff(world, neighbour, stranger, record)
	},
	counting,
)

check(
	'bridge.internal-no-egress',
	async ({ fixtures, netns }, record) => {
		const inner = await fixtures.inner()
		await mustAnswer(inner, { host: inner.neighbour.address, port }, inner.neighbour.who)
		const control = await mustBeAlive(netns, lab.service, 'peer')
		record.observe('outcome', (await mustNotAnswer(inner, lab.service, control)).kind)
		await using _route = await inner.routeOut(netns)
		const { kind, dropped } = await mustBeDropped(inner, lab.service, control, netns)
		record.observe('outcomeWithRoute', kind)
		record.observe('dropped', dropped)
	},
	counting,
)

check(
	'bridge.icc-blocked',
	async (world, record) => {
		const [first, second] = await both(world.fixtures.first, world.fixtures.second)
		await mustBeShutOff(world, first, second, record)
	},
	counting,
)

/** Both are well connected, and a rule of the namespace keeps one from the other. */
async function mustBeShutOff({ netns }: World, from: ProbeContainer, to: ProbeContainer, record: Recorder) {
	// A client that reaches nothing at all would prove nothing.
	await mustBeAlive(from, lab.service, 'peer')
	const target = { host: to.address, port }
	const control = await mustBeAlive(netns, target, to.who)
	const { kind, dropped } = await mustBeDropped(from, target, control, netns)
	record.observe('outcome', kind)
	record.observe('dropped', dropped)
}
