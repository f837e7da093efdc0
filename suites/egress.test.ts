import { check } from './support/check.ts'
import { exchangeDatagrams, noteDatagrams } from './support/datagrams.ts'
import { expectAnswer } from './support/expect-answer.ts'
import { both } from './support/fixtures.ts'
import { lab } from './support/lab.ts'
import { linkMtus } from './support/link-mtus.ts'
import { morePatience } from './support/patience.ts'
import { echoesReceived, ping } from './support/ping.ts'
import { transferBothWays } from './support/transfer.ts'

const serviceV6 = { host: lab.serviceV6, port: lab.service.port }
const udp = { protocol: 'udp' } as const

check('egress.tcp', async ({ fixtures }, record) => {
	const [bridge, network] = await both(fixtures.first, fixtures.neighbour)
	for (const [name, place] of Object.entries({ bridge, network })) {
		const answer = await expectAnswer(record, name, { place, target: lab.service, who: 'peer' })
		if (answer) record.observe(`source.${name}`, answer.peer)
	}
})

check('egress.udp', async ({ fixtures }, record) => {
	const [bridge, network] = await both(fixtures.first, fixtures.neighbour)
	for (const [name, place] of Object.entries({ bridge, network })) {
		const way = { place, target: lab.service, who: 'peer', options: udp }
		const answer = await expectAnswer(record, name, way)
		if (answer) record.observe(`source.${name}`, answer.peer)
	}
})

check('egress.tcp-v6', async ({ fixtures }, record) => {
	const way = { place: await fixtures.first(), target: serviceV6, who: 'peer' }
	const answer = await expectAnswer(record, 'bridge', way)
	if (answer) record.observe('source', answer.peer)
})

check('egress.udp-v6', async ({ fixtures }, record) => {
	const way = { place: await fixtures.first(), target: serviceV6, who: 'peer', options: udp }
	const answer = await expectAnswer(record, 'bridge', way)
	if (answer) record.observe('source', answer.peer)
})

check(
	'egress.ping',
	async ({ fixtures, peer }, record) => {
		const client = await fixtures.first()
		const before = await echoesReceived(peer)
		const seconds = (await morePatience(client, 4)) ?? 4
		const { answered, sent, unreachable, roundTripMs } = await ping(client, lab.service.host, { seconds })
		// A driver could answer by itself: it was the peer only if the peer was asked.
		const received = (await echoesReceived(peer)) - before
		record.observe('echoes', { sent, answered, receivedByPeer: received })
		if (roundTripMs !== undefined) record.observe('roundTripMs', roundTripMs)
		const kind = unreachable ? 'unreachable' : 'lost'
		const none = sent === 0 || answered < sent
		record.way(
			'answered',
			none ? { form: { kind }, words: `${answered} of ${sent} echo requests were answered` } : undefined,
		)
		record.way('received', received < Math.max(sent, 1) ? notReceived(received, answered) : undefined)
	},
	{ alone: "another check's echoes would count as its own" },
)

function notReceived(received: number, answered: number) {
	const words = `the peer received ${received} echo requests, and ${answered} were answered`
	return answered > received
		? ({ form: { kind: 'answered', by: 'somebody before the peer' }, words } as const)
		: ({ form: { kind: 'lost' }, words } as const)
}

/** The largest that an Ethernet frame of 1500 bytes carries after the headers of IPv4 and UDP. */
const wholeFrame = 1472
/** Enough for many full-size segments each way. */
const someBlocks = 2 * 65_536

check('egress.mtu', async ({ fixtures, netns }, record) => {
	const client = await fixtures.first()
	for (const [link, mtu] of Object.entries(await linkMtus(netns))) record.observe(`mtu.${link}`, mtu)
	noteDatagrams(record, await exchangeDatagrams(client, lab.service, [wholeFrame]), 'peer')
	const { out, in: into } = await transferBothWays(client, lab.service, 'peer', someBlocks)
	record.way('tcp.out', 'form' in out ? out : undefined)
	record.way('tcp.in', 'form' in into ? into : undefined)
})

/** A jumbo frame's 9000 bytes less the headers, and nearly all that UDP can carry: some fragments, and many. */
const inFragments = [8972, 65_000] as const

check('egress.udp-fragments', async ({ fixtures }, record) => {
	noteDatagrams(record, await exchangeDatagrams(await fixtures.first(), lab.service, inFragments), 'peer')
})

check(
	'egress.transfer',
	async ({ fixtures }, record) => {
		const transfer = await transferBothWays(await fixtures.first(), lab.service, 'peer')
		for (const way of ['out', 'in'] as const) {
			const came = transfer[way]
			record.way(way, 'form' in came ? came : undefined)
			if (!('form' in came)) record.observe(way, came)
		}
	},
	{ alone: 'it measures throughput' },
)
