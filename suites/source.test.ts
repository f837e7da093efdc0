import { expect } from 'vitest'
import { loopbackSource } from './catalogue/publishing.ts'
import { check } from './support/check.ts'
import type { Recorder } from './support/check.ts'
import { ports } from './support/publish/ports.ts'
import { lab, netns } from './support/lab.ts'
import { mustAnswerByAll, settlingTime } from './support/publish/ways.ts'
import type { Vantage } from './support/vantage.ts'
import type { World } from './support/world.ts'

check('source.peer-address', async (world, record) => {
	const { source } = await seenByWeb(world, world.peer, lab.lanAddress, record)
	expect(source, 'the address that the container saw').toBe(lab.peerAddress)
})

check('source.loopback-address', async (world, record) => {
	const { source, gateway } = await seenByWeb(world, world.host, '127.0.0.1', record)
	record.observe('gateway', gateway)
	const address = { gateway, slirp: netns.hostGateway, namespace: netns.address }
	const expected = address[loopbackSource({ ...world.facts.cell, stack: world.facts.stack })]
	expect(source, 'the address that the container saw').toBe(expected)
})

/** Asks the fixture published on all addresses. */
async function seenByWeb({ facts, fixtures }: World, place: Vantage, host: string, record: Recorder) {
	const web = await fixtures.web()
	const way = { place, target: { host, port: ports.any }, who: web.who }
	const settling = settlingTime(facts.cell.axes, web.startedAt)
	const { web: answer } = await mustAnswerByAll({ web: way }, record, settling)
	return { source: answer.peer, gateway: web.gateway }
}
