import { CheckFailed } from './support/outcome.ts'
import { check } from './support/check.ts'
import { serverPort as port } from './support/container.ts'
import { mustBeDropped } from './support/dropped.ts'
import { mustAnswer, mustBeAlive, mustNotAnswer } from './support/expect-answer.ts'
import { both } from './support/fixtures.ts'
import { mustComeBack } from './support/hairpin.ts'
import { lab } from './support/lab.ts'

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
	async ({ fixtures, netns }, record) => {
		const [neighbour, stranger] = await both(fixtures.neighbour, fixtures.first)
		// A client that reaches nothing at all would prove nothing.
		await mustBeAlive(neighbour, lab.service, 'peer')
		const target = { host: stranger.address, port }
		const control = await mustBeAlive(netns, target, stranger.who)
		const { kind, dropped } = await mustBeDropped(neighbour, target, control, netns)
		record.observe('outcome', kind)
		record.observe('dropped', dropped)
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
	async ({ fixtures, netns }, record) => {
		const [first, second] = await both(fixtures.first, fixtures.second)
		await mustBeAlive(first, lab.service, 'peer')
		const target = { host: second.address, port }
		const control = await mustBeAlive(netns, target, second.who)
		const { kind, dropped } = await mustBeDropped(first, target, control, netns)
		record.observe('outcome', kind)
		record.observe('dropped', dropped)
	},
	counting,
)
