import { describe, expect, it } from 'vitest'
import type { Answer } from './answer.ts'
import { mustAnswer, mustBeAlive, mustNotAnswer } from './expect-answer.ts'
import { CheckFailed, ControlFailed } from './outcome.ts'
import type { AskOptions, Vantage } from './vantage.ts'

const target = { host: '198.51.100.2', port: 8080 }
const web: Answer = { kind: 'answered', who: 'web', peer: '10.0.2.2', nonceMatches: true, ms: 100 }
const reset: Answer = { kind: 'reset', detail: 'Connection reset by peer', ms: 5 }

function standing(answer: Answer): Vantage & { readonly asked: AskOptions[] } {
	const asked: AskOptions[] = []
	const ask: Vantage['ask'] = async (_, options = {}) => {
		asked.push(options)
		return answer
	}
	return { name: 'peer', probe: '', asked, ask, run: () => Promise.reject(new TypeError('nothing to run')) }
}

describe('mustAnswer', () => {
	it('gives the answer of the right server to this question', async () => {
		expect(await mustAnswer(standing(web), target, 'web')).toBe(web)
	})

	it.each([
		['nobody answers', reset],
		['another server answers', { ...web, who: 'other' }],
		['the answer is to another question', { ...web, nonceMatches: false }],
	])('fails the check when %s', async (_, answer) => {
		await expect(mustAnswer(standing(answer), target, 'web')).rejects.toThrow(CheckFailed)
	})

	it('says who asked what, and what came of it', async () => {
		await expect(mustAnswer(standing(reset), target, 'web')).rejects.toThrow(
			'peer asked 198.51.100.2:8080: expected "web" to answer, found: reset (Connection reset by peer)',
		)
	})
})

describe('mustNotAnswer', () => {
	it.each([
		['the server answers', web],
		['anybody else answers', { ...web, who: 'other' }],
		['something answers without the nonce', { ...web, nonceMatches: false }],
	])('fails the check when %s', async (_, answer) => {
		await expect(mustNotAnswer(standing(answer), target, web)).rejects.toThrow(CheckFailed)
	})

	it('holds, and says how, when nobody answers', async () => {
		expect(await mustNotAnswer(standing(reset), target, web)).toBe(reset)
	})

	it('waits longer where the server took long to answer somebody who may ask', async () => {
		const place = standing(reset)
		await mustNotAnswer(place, target, { ...web, ms: 30 })
		await mustNotAnswer(place, target, { ...web, ms: 5200 })
		expect(place.asked).toEqual([{ seconds: 4 }, { seconds: 21 }])
	})
})

it('a control that fails is no finding about the product', async () => {
	await expect(mustBeAlive(standing(reset), target, 'web')).rejects.toThrow(ControlFailed)
})
