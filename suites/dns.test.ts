import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import { askDns, type DnsOutcome } from './support/ask-dns.ts'
import { check } from './support/check.ts'
import type { DnsQuestion } from './support/dns-message.ts'
import { lab } from './support/lab.ts'
import { CheckFailed } from './support/outcome.ts'
import type { Vantage } from './support/vantage.ts'
import type { World } from './support/world.ts'

const addresses: DnsQuestion[] = [
	{ name: lab.serviceName, type: 'A' },
	{ name: lab.serviceName, type: 'AAAA' },
]
/** What resolvers say since the DNS flag day of 2020: an answer that needs no fragments, which pasta would lose. */
const usualDatagram = 1232
const large: DnsQuestion = { name: lab.largeName, type: 'TXT' }

async function places({ fixtures, netns }: World): Promise<Record<string, Vantage>> {
	return { bridge: await fixtures.first(), network: await fixtures.neighbour(), netns }
}

check('dns.udp', async (world, record) => {
	for (const [name, place] of Object.entries(await places(world))) {
		const outcomes = await askDns(place, 'udp', [...addresses, { ...large, udpSize: usualDatagram }])
		expectAddresses(place, outcomes)
		const text = answerOf(place, large, outcomes[2])
		record.observe(`large.${name}`, { bytes: text.bytes, truncated: text.truncated })
		// It does not fit; then the mark has to arrive, on which the asker comes again over TCP.
		if (!text.truncated) expectLarge(place, text.records)
	}
})

check('dns.tcp', async (world, record) => {
	for (const [name, place] of Object.entries(await places(world))) {
		const outcomes = await askDns(place, 'tcp', [...addresses, large])
		expectAddresses(place, outcomes)
		const text = answerOf(place, large, outcomes[2])
		record.observe(`large.${name}`, { bytes: text.bytes, truncated: text.truncated })
		expectLarge(place, text.records)
	}
})

function expectAddresses(place: Vantage, outcomes: readonly DnsOutcome[]): void {
	const found = addresses.map((question, at) => answerOf(place, question, outcomes[at]).records)
	expect(found, `A and AAAA of ${lab.serviceName} (${place.name})`).toEqual([
		[lab.service.host],
		[lab.serviceV6],
	])
}

function expectLarge(place: Vantage, records: readonly string[]): void {
	const hashes = records.map((text) => createHash('sha256').update(text).digest('hex'))
	expect(hashes, `TXT of ${lab.largeName}, hashed (${place.name})`).toEqual([lab.largeSha256])
}

function answerOf(place: Vantage, { name, type }: DnsQuestion, outcome: DnsOutcome | undefined) {
	if (outcome?.kind !== 'answered')
		throw new CheckFailed(`${place.name} asked for ${type} of ${name}: no answer (${outcome?.detail})`)
	if (outcome.code === 0) return outcome
	throw new CheckFailed(`${place.name} asked for ${type} of ${name}: the answer is error ${outcome.code}`)
}
