import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { BootError, InterruptedError } from '#results/errors'
import { askAgain, type FailedTry } from './again.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const never = new AbortController().signal

describe('what is asked again', () => {
	/** Fails so often, and says at which milliseconds it was asked. */
	function failing(times: number) {
		const began = Date.now()
		const asked: number[] = []
		const ask = async () => {
			asked.push(Date.now() - began)
			if (asked.length <= times) throw new Error(`no ${asked.length}`)
			return 'yes'
		}
		return { ask, asked }
	}

	test('is asked after the pauses of its policy, which is told of each failure', async () => {
		const { ask, asked } = failing(2)
		const told: FailedTry[] = []
		const pauseAfter = async (failed: FailedTry) => {
			told.push(failed)
			return 100 * failed.tries
		}
		const answer = askAgain(ask, { pauseAfter, signal: never })
		await vi.advanceTimersByTimeAsync(300)
		expect(await answer).toBe('yes')
		expect(asked).toEqual([0, 100, 300])
		expect(told).toEqual([
			{ error: new Error('no 1'), tries: 1, ms: 0 },
			{ error: new Error('no 2'), tries: 2, ms: 100 },
		])
	})

	test('is not asked any more when its policy says so, with its words', async () => {
		const { ask, asked } = failing(1)
		const pauseAfter = ({ error }: FailedTry) => {
			throw new BootError('that is enough', { cause: error })
		}
		const stopped = () => new Error('not stopped')
		await expect(askAgain(ask, { pauseAfter, signal: never, stopped })).rejects.toMatchObject({
			message: 'that is enough',
			cause: new Error('no 1'),
		})
		expect(asked).toHaveLength(1)
	})

	test('ends with an abort in a pause, also with words of its own', async () => {
		const { ask, asked } = failing(9)
		const over = new AbortController()
		const options = { pauseAfter: () => 60_000, signal: over.signal }
		const plain = expect(askAgain(ask, options)).rejects.toThrow(InterruptedError)
		const stopped = ({ error, tries }: FailedTry) => new Error(`stopped after ${tries}`, { cause: error })
		const own = expect(askAgain(ask, { ...options, stopped })).rejects.toMatchObject({
			message: 'stopped after 1',
			cause: new Error('no 2'),
		})
		await vi.advanceTimersByTimeAsync(1000)
		over.abort()
		await Promise.all([plain, own])
		expect(asked).toHaveLength(2)
	})
})
