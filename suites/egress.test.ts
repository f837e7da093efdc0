import { expect } from 'vitest'
import { check } from './support/check.ts'
import { type Datagram, exchangeDatagrams } from './support/datagrams.ts'
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

/** The largest that an Ethernet frame of 1500 bytes carries after the headers of IPv4 and UDP. */
const wholeFrame = 1472
/** Enough for many full-size segments each way. */
const someBlocks = 2 * 65_536

check('egress.mtu', async ({ fixtures, netns }, record) => {
	const client = await fixtures.first()
	for (const [link, mtu] of Object.entries(await linkMtus(netns))) record.observe(`mtu.${link}`, mtu)
	const datagrams = await exchangeDatagrams(client, lab.service, [wholeFrame])
	for (const { size, kind } of datagrams) record.observe(`udp.${size}`, kind)
	mustBeWhole(datagrams)
	await mustTransfer(client, lab.service, 'peer', someBlocks)
	record.observe('tcp', 'arrived')
})

/** A jumbo frame's 9000 bytes less the headers, and nearly all that UDP can carry: some fragments, and many. */
const inFragments = [8972, 65_000] as const

check('egress.udp-fragments', async ({ fixtures }, record) => {
	const datagrams = await exchangeDatagrams(await fixtures.first(), lab.service, inFragments)
	for (const { size, kind } of datagrams) record.observe(`udp.${size}`, kind)
	mustBeWhole(datagrams)
})

function mustBeWhole(datagrams: readonly Datagram[]): void {
	const missing = datagrams.filter(({ kind }) => kind !== 'arrived')
	if (missing.length === 0) return
	const found = missing.map(({ size, kind }) => `${size} bytes ${kind}`).join(', ')
	throw new CheckFailed(`UDP datagrams that did not come back whole: ${found}`)
}

check(
	'egress.transfer',
	async ({ fixtures }, record) => {
		const transfer = await mustTransfer(await fixtures.first(), lab.service, 'peer')
		record.observe('out', transfer.out)
		record.observe('in', transfer.in)
	},
	{ alone: 'it measures throughput' },
)
