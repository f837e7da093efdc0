import { randomInt } from 'node:crypto'
import { GuestCommandError } from '#results/errors'
import { type DnsAnswer, type DnsQuestion, dnsQuery, octal, overTcp, parseDnsAnswer } from './dns-message.ts'
import type { Vantage } from './vantage.ts'

/** What came of a question; `none` with what socat said last. */
export type DnsOutcome =
	({ readonly kind: 'answered' } & DnsAnswer) | { readonly kind: 'none'; readonly detail: string }

/** Asks the first server of the place's own resolv.conf, one question after the other. */
export async function askDns(
	place: Vantage,
	protocol: 'udp' | 'tcp',
	questions: readonly DnsQuestion[],
	seconds = 6,
): Promise<DnsOutcome[]> {
	const id = randomInt(0x10000)
	const messages = questions.map((question) => dnsQuery(id, question))
	const queries = messages.map((message) => octal(protocol === 'tcp' ? overTcp(message) : message))
	const { stdout, stderr, code } = await place.run(
		[`${place.probe}/dns`, protocol, String(seconds), ...queries],
		{ deadline: (questions.length * seconds * 2 + 20) * 1000 },
	)
	const lines = stdout.split('\n')
	if (code !== 0 || lines.length <= questions.length)
		throw new GuestCommandError(`The probe's DNS question ended with ${code} (${place.name})`, {
			output: stderr.slice(-2000),
			hint: 'Is socat in that place, and is /probe whole?',
		})
	return questions.map(({ type }, at) => read(lines[at] ?? '', { type, id, stderr }))
}

function read(
	line: string,
	{ type, id, stderr }: { type: DnsQuestion['type']; id: number; stderr: string },
): DnsOutcome {
	const message = Buffer.from(line, 'base64')
	if (message.length === 0) return { kind: 'none', detail: lastSign(stderr) }
	try {
		const answer = parseDnsAnswer(message, type)
		return answer.id === id
			? { kind: 'answered', ...answer }
			: { kind: 'none', detail: 'an answer to another question' }
	} catch (error) {
		if (error instanceof RangeError) return { kind: 'none', detail: `no DNS message: ${error.message}` }
		throw error
	}
}

const lastSign = (stderr: string): string =>
	stderr
		.split('\n')
		.findLast((line) => /refused|timed out|timeout|unreachable|reset|EOF/.test(line))
		?.replace(/^\S+ \S+ socat\[\d+\] /, '')
		.slice(0, 200) ?? 'nothing came back'
