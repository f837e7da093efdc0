import { CheckFailed } from './support/outcome.ts'
import { check } from './support/check.ts'
import { serverPort as port } from './support/container.ts'
import { describeAnswer } from './support/answer.ts'
import { answeredBy, mustAnswer, mustBeAlive, mustNotAnswer } from './support/expect-answer.ts'
import { both, published } from './support/fixtures.ts'
import { lab, netns as namespace } from './support/lab.ts'

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

check('bridge.networks-isolated', async ({ fixtures, netns }, record) => {
	const [neighbour, stranger] = await both(fixtures.neighbour, fixtures.stranger)
	// A client that reaches nothing at all would prove nothing.
	await mustBeAlive(neighbour, lab.service, 'peer')
	const target = { host: stranger.address, port }
	const control = await mustBeAlive(netns, target, stranger.who)
	record.observe('outcome', (await mustNotAnswer(neighbour, target, control)).kind)
})

check('bridge.icc-blocked', async ({ fixtures, netns }, record) => {
	const [first, second] = await both(fixtures.first, fixtures.second)
	await mustBeAlive(first, lab.service, 'peer')
	const target = { host: second.address, port }
	const control = await mustBeAlive(netns, target, second.who)
	record.observe('outcome', (await mustNotAnswer(first, target, control)).kind)
})

check('bridge.hairpin-proxy', async ({ facts, fixtures }, record) => {
	const [web, neighbour] = await both(fixtures.web, fixtures.neighbour)
	const port = published.any
	const ways = { lan: lab.lanAddress, gateway: web.gateway, netns: namespace.address }
	const seen = {
		lan: await neighbour.ask({ host: ways.lan, port }),
		gateway: await neighbour.ask({ host: ways.gateway, port }),
		netns: await neighbour.ask({ host: ways.netns, port }),
	}
	for (const way of ['lan', 'gateway', 'netns'] as const) record.observe(way, describeAnswer(seen[way]))
	// The other port drivers make the proxy listen on the namespace's 127.0.0.1 only (facts.md, measured).
	const promised =
		facts.cell.axes.portDriver === 'implicit' ? (['lan', 'gateway'] as const) : (['lan'] as const)
	for (const way of promised)
		if (!answeredBy(seen[way], web.who))
			throw new CheckFailed(
				`A neighbour's published port does not answer on the ${way} address ${ways[way]}:${port}: ${describeAnswer(seen[way])}`,
			)
})
