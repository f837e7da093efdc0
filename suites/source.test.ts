import { expect } from 'vitest'
import { loopbackSource } from './catalogue/publishing.ts'
import { check } from './support/check.ts'
import { mustAnswer } from './support/expect-answer.ts'
import { published } from './support/fixtures.ts'
import { lab, netns } from './support/lab.ts'

check('source.peer-address', async ({ fixtures, peer }, record) => {
	const web = await fixtures.web()
	const answer = await mustAnswer(peer, { host: lab.lanAddress, port: published.any }, web.who)
	record.observe('source', answer.peer)
	expect(answer.peer, 'the address that the container saw').toBe(lab.peerAddress)
})

check('source.loopback-address', async ({ facts, fixtures, host }, record) => {
	const web = await fixtures.web()
	const answer = await mustAnswer(host, { host: '127.0.0.1', port: published.any }, web.who)
	record.observe('source', answer.peer)
	record.observe('gateway', web.gateway)
	const address = { gateway: web.gateway, slirp: netns.hostGateway, namespace: netns.address }
	const expected = address[loopbackSource({ ...facts.cell, stack: facts.stack })]
	expect(answer.peer, 'the address that the container saw').toBe(expected)
})
