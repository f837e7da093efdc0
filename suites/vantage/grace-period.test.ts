import { describe, expect, it } from 'vitest'
import { expectNoAnswer } from '../probes/expect-answer.ts'
import { answerOf, fakePlace, fakeRecorder } from '../check/testing/fake-check.ts'
import { ControlFailed } from '../check/outcome.ts'
import { askSettled, settles } from '../probes/ways.ts'
import { type Sentinel, pastasLook, toldAtOnce } from './grace-period.ts'
import { fakePasta } from './testing/fake-pasta.ts'

const web = answerOf('web')
const target = { host: '198.51.100.2', port: 8081 }

/** A place that asks a published port, whose server listens already. */
function published() {
	const pasta = fakePasta()
	const since = pasta.listen()
	const place = fakePlace('peer', { ask: async () => pasta.forwarded(since, web) })
	return { place, gracePeriod: pasta.gracePeriod }
}

describe('a port that pasta opens only at its next look', () => {
	it('is no closed one: whoever asks for an absence waits for that look', async () => {
		const { place, gracePeriod } = published()
		const early = fakeRecorder()
		await expectNoAnswer(early.record, 'peer.lan', { place, target }, web)
		// What the check said before it waited.
		expect(early.ways['peer.lan']).toBe('right')
		await gracePeriod.since()
		const late = fakeRecorder()
		await expectNoAnswer(late.record, 'peer.lan', { place, target }, web)
		expect(late.ways['peer.lan']).toEqual({ kind: 'answered', by: 'web' })
	})

	it('is asked for once more where it is to answer', async () => {
		const { place, gracePeriod } = published()
		const settle = settles({ gracePeriod }, { startedAt: undefined })
		expect(await askSettled({ place, target }, settle)).toEqual({ answer: web, times: 2 })
	})
})

it('one look is enough for all that listened before it', async () => {
	const { gracePeriod, sentinels } = fakePasta()
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
	const { place } = published()
	const settle = settles({ gracePeriod: toldAtOnce }, { startedAt: undefined })
	expect(await askSettled({ place, target }, settle)).toMatchObject({ answer: { kind: 'refused' }, times: 1 })
})
