import { createHash } from 'node:crypto'
import { formText } from '#results'
import type { DnsOutcome } from './ask-dns.ts'
import type { DnsQuestion } from './dns-message.ts'
import { lab } from '../vantage/lab.ts'
import { type Failure, roleOf } from './wrong-with.ts'

/** What the lab's server answers: of the large record, its hash. */
const rightRecord = { A: lab.service.host, AAAA: lab.serviceV6, TXT: lab.largeSha256 } as const

/** What was wrong with an answer for one of the lab's records; undefined when it was right. */
export function wrongRecord(
	{ type }: DnsQuestion,
	outcome: DnsOutcome,
	{ truncatedIsRight = false } = {},
): Failure | undefined {
	if (outcome.kind === 'none')
		return outcome.reason === 'wrong-answer'
			? { form: { kind: 'wrong-answer', found: formText(outcome.detail) }, words: outcome.detail }
			: { form: { kind: outcome.reason }, words: `no answer (${outcome.detail})` }
	if (outcome.code !== 0) {
		const found = outcome.code === 3 ? 'no such name' : `error ${outcome.code}`
		return { form: { kind: 'wrong-answer', found }, words: `the answer is ${found}` }
	}
	if (truncatedIsRight) return undefined
	const found = type === 'TXT' ? outcome.records.map(sha256) : outcome.records
	if (found.length === 1 && found[0] === rightRecord[type]) return undefined
	const words = `expected ${rightRecord[type]}, found: ${found.join(' ') || 'no record'}`
	if (found.length === 0) return { form: { kind: 'wrong-answer', found: 'no record' }, words }
	if (type === 'TXT') return { form: { kind: 'damaged' }, words }
	return { form: { kind: 'wrong-address', found: found.map((one) => roleOf(one)).join(' ') }, words }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
