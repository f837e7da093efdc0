import { check } from './support/check.ts'
import { serverPort } from './support/container.ts'
import { mustAnswer, mustBeAlive, mustNotAnswer } from './support/expect-answer.ts'
import { published } from './support/fixtures.ts'
import { lab } from './support/lab.ts'
import { ControlFailed } from './support/outcome.ts'

check('publish.any-v4', async ({ fixtures, host }, record) => {
	const web = await fixtures.web()
	const answer = await mustAnswer(host, { host: '127.0.0.1', port: published.any }, web.who)
	record.observe('source', answer.peer)
})

check('publish.any-nic', async ({ fixtures, host, peer }, record) => {
	const web = await fixtures.web()
	const target = { host: lab.lanAddress, port: published.any }
	record.observe('source.host', (await mustAnswer(host, target, web.who)).peer)
	record.observe('source.peer', (await mustAnswer(peer, target, web.who)).peer)
})

check('publish.loopback-only-v4', async ({ fixtures, host }, record) => {
	const loopback = await fixtures.loopback()
	const answer = await mustAnswer(host, { host: '127.0.0.1', port: published.loopback }, loopback.who)
	record.observe('source', answer.peer)
})

// Not proved by the port's answer on 127.0.0.1: that is publish.loopback-only-v4's, and may be known to be broken.
check('publish.loopback-only-hidden', async ({ fixtures, netns, peer }, record) => {
	const loopback = await fixtures.loopback()
	const control = await mustBeAlive(netns, { host: loopback.address, port: serverPort }, loopback.who)
	const { kind } = await mustNotAnswer(peer, { host: lab.lanAddress, port: published.loopback }, control)
	record.observe('outcome', kind)
	// A refusal or a close came from the VM, so the way to it is open; silence might mean that there is none.
	if (kind === 'refused' || kind === 'closed' || kind === 'reset') return
	const [web, target] = [await fixtures.web(), { host: lab.lanAddress, port: published.any }]
	const other = await peer.ask(target)
	if (other.kind === 'timeout' || other.kind === 'unreachable')
		throw new ControlFailed(`the peer gets nothing from the VM, not from "${web.who}" either (${other.kind})`)
})
