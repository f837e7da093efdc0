import { check } from './support/check.ts'
import { mustAnswer, mustBeAlive, mustNotAnswer } from './support/expect-answer.ts'
import { startHostService } from './support/host-service.ts'
import { lab, netns } from './support/lab.ts'

check('isolation.host-loopback', async ({ facts, fixtures, guest, host, signal }, record) => {
	const client = await fixtures.first()
	await using service = await startHostService({ guest, host, signal, address: '127.0.0.1', port: 7010 })
	const target = { host: netns.hostGateway, port: 7010 }
	// RootlessKit is told to disable it unless the profile says otherwise.
	if (facts.cell.daemonSettings.disableHostLoopback === false) {
		await mustAnswer(client, target, service.who)
		record.observe('outcome', 'answered')
	} else {
		// A client that reaches nothing at all would prove nothing.
		await mustBeAlive(client, lab.service, 'peer')
		record.observe('outcome', (await mustNotAnswer(client, target, service.control)).kind)
	}
})
