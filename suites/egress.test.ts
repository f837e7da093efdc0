import { expect } from 'vitest'
import { check } from './support/check.ts'
import { exchangeDatagrams } from './support/datagrams.ts'
import { answeredBy, mustAnswer } from './support/expect-answer.ts'
import { both } from './support/fixtures.ts'
import { describeAnswer } from './support/answer.ts'
import { lab } from './support/lab.ts'
import { linkMtus } from './support/link-mtus.ts'
import { CheckFailed } from './support/outcome.ts'
import { echoesReceived, ping } from './support/ping.ts'
import { mustTransfer } from './support/transfer.ts'

const serviceV6 = { host: lab.serviceV6, port: lab.service.port }

check('egress.tcp', async ({ fixtures }, record) => {
	const [bridged, networked] = await both(fixtures.first, fixtures.neighbour)
	record.observe('source.bridge', (await mustAnswer(bridged, lab.service, 'peer')).peer)
	record.observe('source.network', (await mustAnswer(networked, lab.service, 'peer')).peer)
})

check('egress.udp', async ({ fixtures }, record) => {
	const [bridged, networked] = await both(fixtures.first, fixtures.neighbour)
	for (const [name, place] of [
		['bridge', bridged],
		['network', networked],
	] as const) {
		const answer = await place.ask(lab.service, { protocol: 'udp' })
		if (!answeredBy(answer, 'peer'))
			throw new CheckFailed(`${place.name} asked the peer over UDP: ${describeAnswer(answer)}`)
		record.observe(`source.${name}`, answer.peer)
	}
})

check('egress.tcp-v6', async ({ fixtures }, record) => {
	record.observe('source', (await mustAnswer(await fixtures.first(), serviceV6, 'peer')).peer)
})

check('egress.udp-v6', async ({ fixtures }, record) => {
	const answer = await (await fixtures.first()).ask(serviceV6, { protocol: 'udp' })
	if (!answeredBy(answer, 'peer'))
		throw new CheckFailed(`a container asked the peer over UDP and IPv6: ${describeAnswer(answer)}`)
	record.observe('source', answer.peer)
})

check('egress.ping', async ({ fixtures, peer }, record) => {
	const client = await fixtures.first()
	const before = await echoesReceived(peer)
	const { answered, sent, roundTripMs } = await ping(client, lab.service.host)
	// A driver could answer by itself: it was the peer only if the peer was asked.
	const received = (await echoesReceived(peer)) - before
	record.observe('echoes', { sent, answered, receivedByPeer: received })
	if (roundTripMs !== undefined) record.observe('roundTripMs', roundTripMs)
	expect(answered, 'echo requests that were answered').toBeGreaterThan(0)
	expect(received, 'echo requests that the peer received').toBeGreaterThan(0)
})

/** Of an Ethernet frame's 1500 and of a jumbo frame's 9000 bytes, less IPv4's and UDP's headers, and a very large one. */
const datagramSizes = [1472, 8972, 65_000] as const
/** Enough for many full-size segments each way. */
const someBlocks = 2 * 65_536

check('egress.mtu', async ({ fixtures, netns }, record) => {
	const client = await fixtures.first()
	for (const [link, mtu] of Object.entries(await linkMtus(netns))) record.observe(`mtu.${link}`, mtu)
	const datagrams = await exchangeDatagrams(client, lab.service, datagramSizes)
	for (const { size, kind } of datagrams) record.observe(`udp.${size}`, kind)
	await mustTransfer(client, lab.service, 'peer', someBlocks)
	record.observe('tcp', 'arrived')
	const missing = datagrams.filter(({ kind }) => kind !== 'arrived')
	if (missing.length > 0)
		throw new CheckFailed(
			`UDP datagrams that did not come back whole: ${missing.map((one) => `${one.size} bytes ${one.kind}`).join(', ')}`,
		)
})

check('egress.transfer', async ({ fixtures }, record) => {
	const transfer = await mustTransfer(await fixtures.first(), lab.service, 'peer')
	record.observe('out', transfer.out)
	record.observe('in', transfer.in)
})
