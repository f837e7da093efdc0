import { randomInt } from 'node:crypto'
import { GuestCommandError } from '#results/errors'
import { type DnsAnswer, type DnsQuestion, dnsQuery, octal, overTcp, parseDnsAnswer } from './dns-message.ts'
import { assertSoundMachine } from '../check/trouble/machine-trouble.ts'
import { morePatience } from '../vantage/patience.ts'
import { type NoAnswer, endInSocatsWords } from './socat-words.ts'
import type { Vantage } from '../vantage/vantage.ts'

/** What came of a question; `none` with what socat said last, and how the question ended. */
export type DnsOutcome =
	| ({ readonly kind: 'answered' } & DnsAnswer)
	| { readonly kind: 'none'; readonly reason: NoAnswer | 'wrong-answer'; readonly detail: string }

const usualSeconds = 6

/**
 * Asks the first server of the place's own resolv.conf, one question after the other; and once more, for longer, where the
 * machine is so slow that silence may be slowness.
 */
export async function askDns(
	place: Vantage,
	protocol: 'udp' | 'tcp',
	questions: readonly DnsQuestion[],
): Promise<DnsOutcome[]> {
	const outcomes = await askFor(place, protocol, questions, usualSeconds)
	if (!outcomes.some((one) => one.kind === 'none' && one.reason === 'timeout')) return outcomes
	const longer = await morePatience(place, usualSeconds)
	return longer === undefined ? outcomes : askFor(place, protocol, questions, longer)
}

async function askFor(
	place: Vantage,
	protocol: 'udp' | 'tcp',
	questions: readonly DnsQuestion[],
	seconds: number,
): Promise<DnsOutcome[]> {
	const id = randomInt(0x10000)
	const messages = questions.map((question) => dnsQuery(id, question))
	const queries = messages.map((message) => octal(protocol === 'tcp' ? overTcp(message) : message))
	const { stdout, stderr, code } = await place.run(
		[`${place.probe}/dns`, protocol, String(seconds), ...queries],
		{ deadline: (questions.length * seconds * 2 + 20) * 1000 },
	)
	assertSoundMachine(place.name, stderr)
	const lines = stdout.split('\n')
	const ends = endsOf(stderr, questions.length)
	if (code !== 0 || lines.length <= questions.length)
		throw new GuestCommandError(`The probe's DNS question ended with ${code} (${place.name})`, {
			output: stderr.slice(-2000),
			hint: 'Is socat in that place, and is /probe whole?',
		})
	return questions.map(({ type }, at) => read(lines[at] ?? '', { type, id, end: ends[at]! }))
}

function read(
	line: string,
	{ type, id, end }: { type: DnsQuestion['type']; id: number; end: End },
): DnsOutcome {
	const message = Buffer.from(line, 'base64')
	if (message.length === 0) return { kind: 'none', reason: end.kind, detail: end.detail }
	try {
		const answer = parseDnsAnswer(message, type)
		return answer.id === id
			? { kind: 'answered', ...answer }
			: { kind: 'none', reason: 'wrong-answer', detail: 'an answer to another question' }
	} catch (error) {
		if (error instanceof RangeError)
			return { kind: 'none', reason: 'wrong-answer', detail: `no DNS message: ${error.message}` }
		throw error
	}
}

type End = NonNullable<ReturnType<typeof endInSocatsWords>>

/** How each question ended, by what socat said meanwhile; `probe/dns` marks where each begins. */
function endsOf(stderr: string, questions: number): End[] {
	const said = stderr.split(/^-- \d+$/m).slice(1)
	return Array.from(
		{ length: questions },
		(_, at) => endInSocatsWords(said[at] ?? '') ?? { kind: 'timeout', detail: 'nothing came back' },
	)
}
