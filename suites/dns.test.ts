import { askDns } from './support/ask-dns.ts'
import { type Recorder, check } from './support/check.ts'
import type { DnsQuestion } from './support/dns-message.ts'
import { wrongRecord } from './support/expect-record.ts'
import { lab } from './support/lab.ts'
import type { World } from './support/world.ts'

const addresses: DnsQuestion[] = [
	{ name: lab.serviceName, type: 'A' },
	{ name: lab.serviceName, type: 'AAAA' },
]
/** What resolvers say since the DNS flag day of 2020: an answer that needs no fragments, which pasta would lose. */
const usualDatagram = 1232
const large: DnsQuestion = { name: lab.largeName, type: 'TXT' }

check('dns.udp', (world, record) => expectRecords(world, record, 'udp'))

check('dns.tcp', (world, record) => expectRecords(world, record, 'tcp'))

/** From the default bridge, another network and RootlessKit's namespace, each of which has a resolv.conf of its own. */
async function expectRecords({ fixtures, netns }: World, record: Recorder, protocol: 'udp' | 'tcp') {
	const [bridge, network] = await Promise.all([fixtures.first(), fixtures.neighbour()])
	const questions = [...addresses, protocol === 'udp' ? { ...large, udpSize: usualDatagram } : large]
	// Side by side: silence takes its whole time in each place, and more on a slow machine.
	const places = await Promise.all(
		Object.entries({ bridge, network, netns }).map(async ([name, place]) => {
			return { name, place, outcomes: await askDns(place, protocol, questions) }
		}),
	)
	for (const { name, place, outcomes } of places) {
		for (const [at, question] of questions.entries()) {
			const outcome = outcomes[at]!
			// Where it does not fit into a datagram the mark has to arrive, on which the asker comes again over TCP.
			const marked = protocol === 'udp' && outcome.kind === 'answered' && outcome.truncated
			const wrong = wrongRecord(question, outcome, { truncatedIsRight: marked && question.type === 'TXT' })
			const words = wrong && `${place.name} asked for ${question.type} of ${question.name}: ${wrong.words}`
			record.way(`${name}.${question.type}`, wrong && { form: wrong.form, words: words! })
			if (question.type === 'TXT' && outcome.kind === 'answered')
				record.observe(`large.${name}`, { bytes: outcome.bytes, truncated: outcome.truncated })
		}
	}
}
