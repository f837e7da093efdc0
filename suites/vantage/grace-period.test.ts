import { describe, expect, it } from 'vitest'
import { expectNoAnswer } from '../probes/expect-answer.ts'
import { ControlFailed } from '../check/outcome.ts'
import type { Answer } from '../probes/answer.ts'
import type { Vantage } from './vantage.ts'
import type { Failure } from '../probes/wrong-with.ts'
import { type Sentinel, pastasLook, toldAtOnce } from './grace-period.ts'
import { askSettled, settles } from '../probes/ways.ts'

const web: Answer = { kind: 'answered', who: 'web', peer: '10.0.2.2', nonceMatches: true, ms: 100 }
const refused: Answer = { kind: 'refused', detail: 'Connection refused', ms: 5 }
const target = { host: '198.51.100.2', port: 8081 }

/** A pasta that looks when its sentinel is asked for the third time, and sees then whatever listens. */
function pasta() {
	let time = 0
	let asked = 0
	let looked = false
	const sentinels: string[] = []
	const start = async (): Promise<Sentinel> => {
		sentinels.push(`at ${time}`)
		looked = false
		return {
			answers: async () => (looked = ++asked % 3 === 0),
			[Symbol.asyncDispose]: async () => void sentinels.push('gone'),
		}
	}
	const place: Vantage = {
		name: 'peer',
		probe: '',
		ask: async () => (looked ? web : refused),
		run: () => Promise.reject(new TypeError('nothing to run')),
	}
	return { place, sentinels, gracePeriod: pastasLook(start, { now: () => ++time, deadline: 100 }) }
}

function recorder() {
	const ways: Record<string, Failure | 'right'> = {}
	return { ways, way: (name: string, failure?: Failure) => void (ways[name] = failure ?? 'right') }
}

describe('a port that pasta opens only at its next look', () => {
	it('is no closed one: whoever asks for an absence waits for that look', async () => {
		const { place, gracePeriod } = pasta()
		const early = recorder()
		await expectNoAnswer(early, 'peer.lan', { place, target }, web)
		// What the check said before it waited.
		expect(early.ways['peer.lan']).toBe('right')
		await gracePeriod.since()
		const late = recorder()
		await expectNoAnswer(late, 'peer.lan', { place, target }, web)
		expect(late.ways['peer.lan']).toMatchObject({ form: { kind: 'answered', by: 'web' } })
	})

	it('is asked for once more where it is to answer', async () => {
		const { place, gracePeriod } = pasta()
		const settle = settles({ gracePeriod }, { startedAt: undefined })
		expect(await askSettled({ place, target }, settle)).toEqual({ answer: web, times: 2 })
	})
})

it('one look is enough for all that listened before it', async () => {
	const { gracePeriod, sentinels } = pasta()
	await gracePeriod.since()
	expect(sentinels).toHaveLength(2)
	await Promise.all([gracePeriod.since(0), gracePeriod.since(1)])
	expect(sentinels).toHaveLength(2)
	await gracePeriod.since()
	expect(sentinels).toHaveLength(4)
})

it('a pasta that never looks proves nothing', async () => {
	let time = 0
	const blind: Sentinel = { answers: async () => false, [Symbol.asyncDispose]: async () => undefined }
	const gracePeriod = pastasLook(async () => blind, { now: () => (time += 10), deadline: 100 })
	await expect(gracePeriod.since()).rejects.toThrow(ControlFailed)
})

it('a driver that is told is not waited for, and what is closed there is not asked for again', async () => {
	const { place } = pasta()
	const settle = settles({ gracePeriod: toldAtOnce }, { startedAt: undefined })
	expect(await askSettled({ place, target }, settle)).toEqual({ answer: refused, times: 1 })
})
