import { GuestCommandError } from '#results/errors'
import { afterEach, expect, it, vi } from 'vitest'
import { CheckFailed, outcomeOf } from '../outcome.ts'
import { machineTrouble } from './machine-trouble.ts'
import { orStarvedGuest } from './starved-guest.ts'

const failure = new CheckFailed('lan: reset', [{ way: 'lan', ok: false, form: { kind: 'reset' } }])
/** A guest that takes so long to run `true`. */
const taking = (ms: number) => () => new Promise((resolve) => setTimeout(resolve, ms))
const toFake = ['setTimeout', 'performance'] as const

afterEach(() => void vi.useRealTimers())

async function after(ms: number): Promise<unknown> {
	vi.useFakeTimers({ toFake: [...toFake] })
	const judged = orStarvedGuest(failure, taking(ms))
	await vi.advanceTimersByTimeAsync(ms)
	return judged
}

it('a failure on a guest that hardly runs is an error of the machine, and says how slow it was', async () => {
	const error = await after(7300)
	expect(error).toBeInstanceOf(GuestCommandError)
	expect(outcomeOf(error)).toBe('error')
	expect((error as Error).message).toBe(
		'The guest took 7.3 s to run `true`, so a time-out or a reset says nothing: lan: reset',
	)
	expect(machineTrouble((error as Error).message)).toBe('The guest took 7.3 s to run `true`')
})

it('a failure on a guest that runs is the product’s, also on a slow machine', async () => {
	expect(await after(300)).toBe(failure)
	expect(await after(4900)).toBe(failure)
})

it('a guest that cannot be asked changes nothing, and one whose check did not fail is not asked', async () => {
	expect(await orStarvedGuest(failure, () => Promise.reject(new Error('gone')))).toBe(failure)
	const asked = vi.fn(() => Promise.resolve())
	const other = new Error('ours')
	expect(await orStarvedGuest(other, asked)).toBe(other)
	expect(asked).not.toHaveBeenCalled()
})
