import { guestCommands } from '#vm/guest/commands'
import { waitFor } from '#vm/host'
import type { CellFacts } from '../check/cell-facts.ts'
import type { CheckContext } from '../check/check-context.ts'
import { over } from '../check/coverage.ts'
import { defineChecks } from '../check/definition.ts'
import { eachWay, forms } from '../check/forms.ts'
import type { Recorder } from '../check/recorder.ts'
import { proxied } from '../conditions/publishing.ts'
import { ports } from '../fixtures/publish/ports.ts'
import { askDns } from '../probes/ask-dns.ts'
import { mustBeAlive, noteAnswer, type Way } from '../probes/expect-answer.ts'
import { wrongRecord } from '../probes/expect-record.ts'
import { askSettled, settles as settlesOf } from '../probes/ways.ts'
import { type Failure, inWords, wrongWith } from '../probes/wrong-with.ts'
import { lab } from '../vantage/lab.ts'
import type { Vantage } from '../vantage/vantage.ts'
import { rule } from '../worlds/changes.ts'
import { leaking, readUsage, type Sample, seriesOf } from './usage.ts'

/** Milliseconds, where nobody says how long. */
const usual = 120_000
const lasting = ({ soakMs = usual }: CellFacts): number => soakMs
/** Milliseconds: at the end of a soak that is twice as long nothing is asked for so long, and drivers let go of idle flows. pasta keeps a datagram's for three minutes, slirp4netns for four. */
const quiet = 300_000
/** Samples in all: what a curve can show. */
const samples = 60
/** Failures of one way after which the others are not waited for any longer. */
const enough = 3

const asked = ['dns', 'tcp', 'udp', 'published'] as const

export default defineChecks({
	order: 990,
	checks: [
		{
			id: 'daemon.soak',
			vantage: ['container', 'peer'],
			contract:
				'for two minutes, or as long as --soak says, names resolve in a container, and new connections and datagrams to the peer and connections to a published port are answered; and from ten minutes on, of which the last five are quiet, no program of the stack holds more file descriptors at the end than at the beginning',
			chinese:
				'在两分钟内（或 --soak 给定的时长内），容器中的名称可解析，到对端主机的新连接和数据报以及到已发布端口的连接均得到应答；十分钟及以上时（其中最后五分钟不再提问），软件栈的任何程序在结束时持有的文件描述符不多于开始时',
			applies: proxied,
			coverage: [
				...over(['container → LAN'], ['tcp', 'udp']),
				...over(['LAN → publication'], ['tcp']),
				...over(['container → resolver'], ['udp']),
			],
			ways: {
				dns: forms.records,
				...eachWay(['tcp', 'udp', 'published'], forms.answer),
				descriptors: ['wrong-value'],
			},
			serial: 'it measures what the stack holds',
			onDemand: 'it takes minutes; `run --soak 10m` asks it',
			unproven: true,
			deadline: (facts) => lasting(facts) + 240_000,
			mutations: [
				{
					name: 'every fifth connection to the peer is reset',
					cell: 'builtin',
					changes: [
						rule(
							'peer',
							'INPUT -i lan0 -p tcp --syn --dport 7000 -m statistic --mode nth --every 5 --packet 4 -j REJECT --reject-with tcp-reset',
						),
					],
					red: { 'daemon.soak': 'fail' },
					green: ['dns.udp', 'egress.udp'],
				},
			],
			run: soak,
		},
	],
})

/** What one question came to: undefined where it was right. */
type Ask = () => Promise<Failure | undefined>

async function soak(context: CheckContext, record: Recorder): Promise<void> {
	const { fixtures, peer, facts, guest, signal } = context
	const ms = lasting(facts)
	// First of all: whoever reads of a soak that failed early wants to ask the same again.
	record.observe('asked', Math.round(ms / 1000))
	const [web, client] = await Promise.all([fixtures.web(), fixtures.first()])
	const published = { place: peer, target: { host: lab.lanAddress, port: ports.any }, who: web.who }
	// Not before a port driver has seen the server; what is wrong from the beginning is no matter of time.
	const { answer } = await askSettled(published, settlesOf(context, web))
	if (wrongWith(answer, web.who) !== undefined) return void noteAnswer(record, 'published', published, answer)
	await mustBeAlive(peer, lab.service, 'peer')
	const out = { place: client, target: lab.service, who: 'peer' }
	const questions: Record<(typeof asked)[number], Ask> = {
		dns: again(() => askName(client)),
		tcp: () => ask(out),
		// A datagram may be lost, and a resolver asks again as well.
		udp: again(() => ask({ ...out, options: { protocol: 'udp' } })),
		published: () => ask(published),
	}
	const failures = new Map<string, { readonly first: Failure; count: number }>()
	const held: Sample[] = []
	const began = performance.now()
	const asking = ms < 2 * quiet ? ms : ms - quiet
	const passed = () => performance.now() - began
	const sample = async () => {
		const { stdout } = await guest.check(guestCommands.stackUsage(), { signal })
		held.push(readUsage(stdout, Math.round(passed() / 1000)))
	}
	await sample()
	let rounds = 0
	const hasFailed = () => [...failures.values()].some(({ count }) => count >= enough)
	while (passed() < asking && !hasFailed()) {
		rounds++
		await Promise.all(
			Object.entries(questions).map(async ([name, question]) => {
				const failure = await question()
				if (failure === undefined) return
				const before = failures.get(name)
				failures.set(name, { first: before?.first ?? failure, count: (before?.count ?? 0) + 1 })
			}),
		)
		// Between rounds, when no question holds anything.
		if (passed() >= (held.length * ms) / samples) await sample()
	}
	await sample()
	const isQuiet = asking < ms && !hasFailed()
	if (isQuiet)
		await waitFor(
			{ description: 'idle flows to be let go', probe: async () => (await sample(), passed() >= ms) },
			{ signal, every: ms / samples },
		)
	const seconds = Math.round(passed() / 1000)
	record.observe('seconds', seconds)
	record.observe('rounds', rounds)
	record.observe('usage', seriesOf(held))
	for (const name of asked) {
		const failure = failures.get(name)
		record.way(
			name,
			failure && {
				form: failure.first.form,
				words: `${name}: ${failure.count} of ${rounds} went wrong; the first: ${failure.first.words}`,
			},
		)
	}
	if (isQuiet) noteLeaks(record, leaking(held))
}

function noteLeaks(record: Recorder, leaks: readonly string[]): void {
	record.way(
		'descriptors',
		leaks.length === 0
			? undefined
			: {
					form: { kind: 'wrong-value', found: leaks.map((leak) => leak.replace(/ .*/, '')).join(' ') },
					words: `file descriptors, at the beginning and after five quiet minutes at the end: ${leaks.join(', ')}`,
				},
	)
}

async function ask({ place, target, who, options }: Way): Promise<Failure | undefined> {
	const answer = await place.ask(target, options)
	const form = wrongWith(answer, who)
	return (
		form && { form, words: `${place.name} asked ${target.host}:${target.port}, found: ${inWords(answer)}` }
	)
}

async function askName(place: Vantage): Promise<Failure | undefined> {
	const question = { name: lab.serviceName, type: 'A' } as const
	const [outcome] = await askDns(place, 'udp', [question])
	return outcome && wrongRecord(question, outcome)
}

/** A question that is asked once more where the first went wrong. */
const again =
	(question: Ask): Ask =>
	async () =>
		(await question()) && question()
