import { setTimeout as pause } from 'node:timers/promises'
import { type Answer, describeAnswer } from './support/answer.ts'
import { check } from './support/check.ts'
import { serverPort } from './support/container.ts'
import { mustAnswer, mustBeAlive, mustNotAnswer } from './support/expect-answer.ts'
import { startHostNetworkClient } from './support/host-network.ts'
import { startHostService } from './support/host-service.ts'
import { lab, netns as namespace } from './support/lab.ts'
import { CheckFailed, ControlFailed } from './support/outcome.ts'
import { routedThroughVm } from './support/peer-route.ts'
import { type Target, type Vantage, netnsPrefix } from './support/vantage.ts'

check('isolation.host-loopback', async ({ facts, fixtures, guest, host, signal }, record) => {
	const client = await fixtures.first()
	await using service = await startHostService({ guest, host, signal, address: '127.0.0.1', port: 7010 })
	const target = { host: namespace.hostGateway, port: 7010 }
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

/** pasta looks for ports that are new on either side once a second: sooner, a door could be about to open. */
const pastaHasLooked = 3000

check('isolation.host-network-container', async ({ facts, guest, host, signal }, record) => {
	await using service = await startHostService({ guest, host, signal, address: '127.0.0.1', port: 7011 })
	const begun = Date.now()
	await using client = await startHostNetworkClient(facts.probeImage, guest)
	await mustBeAlive(client, lab.service, 'peer')
	await until(begun + pastaHasLooked, signal)
	const answers = await askBoth(client, { host: '127.0.0.1', port: 7011 }, service.control)
	record.observe('tcp', answers.tcp.kind)
	record.observe('udp', answers.udp.kind)
	nobodyAnswered(answers, "a container with --network host asked for a service on the VM's 127.0.0.1")
})

check('isolation.netns-loopback', async ({ guest, host, netns, peer, signal }, record) => {
	const enter = await netnsPrefix(guest, signal)
	const where = { guest, host: netns, signal, address: '127.0.0.1', port: 7012, enter }
	await using service = await startHostService(where)
	const begun = Date.now()
	await mustBeAlive(host, lab.service, 'peer')
	await until(begun + pastaHasLooked, signal)
	const onLoopback = await askBoth(host, { host: '127.0.0.1', port: 7012 }, service.control)
	const onLan = await peer.ask({ host: lab.lanAddress, port: 7012 }, patience(service.control))
	record.observe('host.tcp', onLoopback.tcp.kind)
	record.observe('host.udp', onLoopback.udp.kind)
	record.observe('peer.tcp', onLan.kind)
	const what = "a service on 127.0.0.1 in RootlessKit's namespace"
	nobodyAnswered({ tcp: onLan }, `the peer asked the VM's LAN address for ${what}`)
	nobodyAnswered(onLoopback, `the VM asked its own 127.0.0.1 for ${what}`)
})

check('isolation.container-address', async ({ fixtures, guest, host, netns, peer, signal }, record) => {
	const first = await fixtures.first()
	const target = { host: first.address, port: serverPort }
	const control = await mustBeAlive(netns, target, first.who)
	await mustBeAlive(host, lab.service, 'peer')
	record.observe('host', (await mustNotAnswer(host, target, control)).kind)
	// Nobody listens there, so only the VM itself can have refused: the way to it is open.
	const closed = await peer.ask({ host: lab.lanAddress, port: 7013 })
	if (closed.kind !== 'refused')
		throw new ControlFailed(`the peer knocked at a closed port of the VM, found: ${describeAnswer(closed)}`)
	await using _route = await routedThroughVm(guest, first.address, signal)
	record.observe('peer', (await mustNotAnswer(peer, target, control)).kind)
})

const patience = ({ ms }: Answer) => ({ seconds: Math.max(4, Math.ceil((ms * 4) / 1000)) })

async function askBoth(place: Vantage, target: Target, control: Answer) {
	const options = patience(control)
	return {
		tcp: await place.ask(target, options),
		udp: await place.ask(target, { ...options, protocol: 'udp' }),
	}
}

function nobodyAnswered(answers: Readonly<Record<string, Answer>>, what: string): void {
	const answered = Object.entries(answers).filter(([, { kind }]) => kind === 'answered')
	if (answered.length === 0) return
	const found = answered.map(([protocol, answer]) => `${protocol}: ${describeAnswer(answer)}`)
	throw new CheckFailed(`${what}: expected no answer, found: ${found.join(', ')}`)
}

const until = (time: number, signal: AbortSignal): Promise<void> =>
	pause(Math.max(0, time - Date.now()), undefined, { signal })
