import { CheckFailed } from './support/outcome.ts'
import { check } from './support/check.ts'
import { serverPort as port } from './support/container.ts'
import { describeAnswer } from './support/answer.ts'
import { answeredBy, mustAnswer, mustBeAlive, mustNotAnswer } from './support/expect-answer.ts'
import { published } from './support/fixtures.ts'
import { lab, netns as namespace } from './support/lab.ts'

check('bridge.same-network-v4', async ({ fixtures }) => {
	const [web, neighbour] = [await fixtures.web(), await fixtures.neighbour()]
	await mustAnswer(neighbour, { host: web.address, port }, web.who)
})

check('bridge.default-bridge', async ({ fixtures }) => {
	const [first, second] = [await fixtures.first(), await fixtures.second()]
	await mustAnswer(first, { host: second.address, port }, second.who)
})

check('bridge.name-resolution', async ({ fixtures }) => {
	const [web, neighbour] = [await fixtures.web(), await fixtures.neighbour()]
	await mustAnswer(neighbour, { host: web.dnsName, port }, web.who)
})

check('bridge.networks-isolated', async ({ fixtures, netns }, record) => {
	const [neighbour, stranger] = [await fixtures.neighbour(), await fixtures.stranger()]
	const target = { host: stranger.address, port }
	const control = await mustBeAlive(netns, target, stranger.who)
	record.observe('outcome', (await mustNotAnswer(neighbour, target, control)).kind)
})

check('bridge.icc-blocked', async ({ fixtures, netns }, record) => {
	const [first, second] = [await fixtures.first(), await fixtures.second()]
	const target = { host: second.address, port }
	const control = await mustBeAlive(netns, target, second.who)
	record.observe('outcome', (await mustNotAnswer(first, target, control)).kind)
})

check('bridge.hairpin-proxy', async ({ fixtures }, record) => {
	const [web, neighbour] = [await fixtures.web(), await fixtures.neighbour()]
	const ways = { netns: namespace.address, gateway: web.gateway, lan: lab.lanAddress }
	const seen: Record<string, string> = {}
	let works = false
	for (const [way, host] of Object.entries(ways)) {
		const answer = await neighbour.ask({ host, port: published.any })
		seen[way] = describeAnswer(answer)
		if (way === 'netns') works = answeredBy(answer, web.who)
	}
	record.observe('ways', seen)
	if (!works)
		throw new CheckFailed(
			`A neighbour's published port does not answer on ${namespace.address}:${published.any}: ${seen['netns']} (gateway: ${seen['gateway']}; LAN address: ${seen['lan']})`,
		)
})
