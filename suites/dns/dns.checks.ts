import { askDns } from '../probes/ask-dns.ts'
import type { Recorder } from '../check/recorder.ts'
import type { DnsQuestion } from '../probes/dns-message.ts'
import { wrongRecord } from '../probes/expect-record.ts'
import { lab } from '../vantage/lab.ts'
import type { CheckContext } from '../check/check-context.ts'
import { defineChecks } from '../check/definition.ts'
import { always } from '../check/condition.ts'
import { over } from '../check/coverage.ts'
import { eachWay, forms } from '../check/forms.ts'

const resolvers = ['container → resolver', 'netns → resolver'] as const
const ways = eachWay(
	['bridge', 'network', 'netns'].flatMap((place) => ['A', 'AAAA', 'TXT'].map((type) => `${place}.${type}`)),
	forms.records,
)

export default defineChecks({
	order: 80,
	checks: [
		{
			id: 'dns.udp',
			vantage: ['container', 'netns'],
			contract:
				'the server of resolv.conf answers over UDP with the A and AAAA records of lab.test, and with a TXT record of 4 KiB or the mark that it is truncated',
			chinese:
				'resolv.conf 中的服务器经 UDP 应答 lab.test 的 A 和 AAAA 记录，以及 4 KiB 的 TXT 记录或截断标志',
			applies: always,
			coverage: over(resolvers, ['udp']),
			ways: ways,
			run: (context, record) => expectRecords(context, record, 'udp'),
		},
		{
			id: 'dns.tcp',
			vantage: ['container', 'netns'],
			contract:
				'the server of resolv.conf answers over TCP with the A and AAAA records of lab.test, and with a TXT record of 4 KiB',
			chinese: 'resolv.conf 中的服务器经 TCP 应答 lab.test 的 A 和 AAAA 记录，以及 4 KiB 的 TXT 记录',
			applies: always,
			coverage: over(resolvers, ['tcp']),
			ways: ways,
			run: (context, record) => expectRecords(context, record, 'tcp'),
		},
	],
})

const addresses: DnsQuestion[] = [
	{ name: lab.serviceName, type: 'A' },
	{ name: lab.serviceName, type: 'AAAA' },
]
/** What resolvers say since the DNS flag day of 2020: an answer that needs no fragments, which pasta would lose. */
const usualDatagram = 1232
const large: DnsQuestion = { name: lab.largeName, type: 'TXT' }

/** From the default bridge, another network and RootlessKit's namespace, each of which has a resolv.conf of its own. */
async function expectRecords({ fixtures, netns }: CheckContext, record: Recorder, protocol: 'udp' | 'tcp') {
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
