import { describe, expect, it } from 'vitest'
import type { Answer } from './answer.ts'
import { expectAnswer, expectNoAnswer, mustBeAlive, reach, wayName } from './expect-answer.ts'
import { ControlFailed } from '../check/outcome.ts'
import type { AskOptions, RunResult, Vantage } from '../vantage/vantage.ts'
import type { Failure } from './wrong-with.ts'

const target = { host: '198.51.100.2', port: 8080 }
const web: Answer = { kind: 'answered', who: 'web', peer: '10.0.2.2', nonceMatches: true, ms: 100 }
const reset: Answer = { kind: 'reset', detail: 'Connection reset by peer', ms: 5 }

function answering(answer: Answer): Vantage & { readonly asked: AskOptions[] } {
	const asked: AskOptions[] = []
	const ask: Vantage['ask'] = async (_, options = {}) => {
		asked.push(options)
		return answer
	}
	return { name: 'peer', probe: '', asked, ask, run: () => Promise.reject(new TypeError('nothing to run')) }
}

function recorder() {
	const ways: Record<string, Failure | 'right'> = {}
	const way = (name: string, failure?: Failure) => void (ways[name] = failure ?? 'right')
	return { ways, way }
}

describe('a way that is to be answered', () => {
	const asked = async (answer: Answer) => {
		const record = recorder()
		const found = await expectAnswer(record, 'lan', { place: answering(answer), target, who: 'web' })
		return { found, way: record.ways['lan'] }
	}

	it('is right when it was the server, to this question', async () => {
		expect(await asked(web)).toEqual({ found: web, way: 'right' })
	})

	it.each([
		['nobody answers', reset, { kind: 'reset' }],
		['another server answers', { ...web, who: 'other' }, { kind: 'answered', by: 'other' }],
		[
			'the answer is to another question',
			{ ...web, nonceMatches: false },
			{ kind: 'wrong-answer', found: 'another nonce' },
		],
	] as const)('fails in its form when %s', async (_, answer, form) => {
		const { found, way } = await asked(answer)
		expect(found).toBeUndefined()
		expect(way).toMatchObject({ form })
	})

	it('says who asked what, and what came of it', async () => {
		expect((await asked(reset)).way).toMatchObject({
			words:
				'peer asked 198.51.100.2:8080: expected "web" to answer, found: reset (Connection reset by peer)',
		})
	})
})

describe('a way that nobody is to answer', () => {
	const asked = async (answer: Answer) => {
		const record = recorder()
		await expectNoAnswer(record, 'lan', { place: answering(answer), target }, web)
		return record.ways['lan']
	}

	it.each([
		['the server answers', web, 'web'],
		['anybody else answers', { ...web, who: 'other' }, 'other'],
		['something answers without the nonce', { ...web, nonceMatches: false }, 'web'],
	])('fails when %s', async (_, answer, by) => {
		expect(await asked(answer)).toMatchObject({ form: { kind: 'answered', by } })
	})

	it('is right when nobody answers, however that shows', async () => {
		expect(await asked(reset)).toBe('right')
	})

	it('waits longer where the server took long to answer somebody who may ask', async () => {
		const place = answering(reset)
		await expectNoAnswer(recorder(), 'lan', { place, target }, { ...web, ms: 30 })
		await expectNoAnswer(recorder(), 'lan', { place, target }, { ...web, ms: 5200 })
		expect(place.asked.map(({ seconds }) => seconds)).toEqual([4, 21])
	})
})

describe('an ICMP echo', () => {
	const pinging = (stdout: string, code: number): Vantage => ({
		...answering(web),
		run: async (): Promise<RunResult> => ({ stdout, stderr: '', code, ms: 9 }),
	})

	it('is an answer of its address', async () => {
		const place = pinging('2 packets transmitted, 1 received, 50% packet loss\n', 0)
		expect(await reach(place, target, 'icmp')).toMatchObject({ kind: 'answered', who: target.host })
	})

	it('is a time-out when nothing came, and unreachable when somebody said so', async () => {
		const silent = pinging('2 packets transmitted, 0 received, 100% packet loss\n', 1)
		expect(await reach(silent, target, 'icmp')).toMatchObject({ kind: 'timeout' })
		const told = pinging('2 packets transmitted, 0 received, +2 errors, 100% packet loss\n', 1)
		expect(await reach(told, target, 'icmp')).toMatchObject({ kind: 'unreachable' })
	})
})

it('a control that fails is no finding about the product', async () => {
	await expect(mustBeAlive(answering(reset), target, 'web')).rejects.toThrow(ControlFailed)
})

it('a way over IPv6 is told from the one over IPv4', () => {
	expect([wayName('udp', '127.0.0.1'), wayName('udp', '::1')]).toEqual(['udp', 'udp-v6'])
})
