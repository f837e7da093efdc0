import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { BootError, InterruptedError } from '#results/errors'
import { askAgain, type FailedTry, overlapping } from './again.ts'

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

describe('attempts that overlap', () => {
	interface Made {
		/** Milliseconds. */
		readonly at: number
		readonly signal: AbortSignal
		readonly promise: () => void
		readonly resolve: (result: string) => void
		readonly reject: (error: Error) => void
	}

	function approach(more: { readonly signal?: AbortSignal } = {}) {
		const began = Date.now()
		const made: Made[] = []
		const attempt = (signal: AbortSignal, promise: () => void) =>
			new Promise<string>((resolve, reject) => {
				made.push({ at: Date.now() - began, signal, promise, resolve, reject })
			})
		const told: FailedTry[] = []
		const pauseAfter = (failed: FailedTry) => {
			told.push(failed)
			if (failed.error instanceof BootError) throw failed.error
			return 200
		}
		const first = overlapping(attempt, { signal: never, silence: 2000, max: 3, pauseAfter, ...more })
		return { first, made, told, times: () => made.map(({ at }) => at) }
	}

	test('are made beside those of which nothing is heard, up to a number; the first result ends the others', async () => {
		const { first, made, times } = approach()
		await vi.advanceTimersByTimeAsync(20_000)
		expect(times()).toEqual([0, 2000, 4000])
		expect(made.some(({ signal }) => signal.aborted)).toBe(false)
		made[1]!.resolve('second')
		expect(await first).toBe('second')
		expect(made.every(({ signal }) => signal.aborted)).toBe(true)
		expect(vi.getTimerCount()).toBe(0)
	})

	test('are not made while one is promising, and again when that one has failed', async () => {
		const { first, made, told, times } = approach()
		await vi.advanceTimersByTimeAsync(2500)
		made[0]!.promise()
		await vi.advanceTimersByTimeAsync(17_500)
		expect(times()).toEqual([0, 2000])
		made[0]!.reject(new Error('after all not'))
		await vi.advanceTimersByTimeAsync(2200)
		expect(times()).toEqual([0, 2000, 20_200, 22_200])
		expect(told).toEqual([{ error: new Error('after all not'), tries: 1, ms: 20_000 }])
		made[3]!.resolve('fourth')
		expect(await first).toBe('fourth')
	})

	test('end with what the policy throws', async () => {
		const { first, made } = approach()
		const ended = expect(first).rejects.toThrow('nobody there')
		await vi.advanceTimersByTimeAsync(2000)
		made[0]!.reject(new BootError('nobody there'))
		await ended
		expect(made.map(({ signal }) => signal.aborted)).toEqual([true, true])
	})

	test('end with an abort, between them and in a pause', async () => {
		const over = new AbortController()
		const [silent, paused] = [approach({ signal: over.signal }), approach({ signal: over.signal })]
		const ended = [silent, paused].map(({ first }) => expect(first).rejects.toThrow(InterruptedError))
		paused.made[0]!.reject(new Error('not yet'))
		await vi.advanceTimersByTimeAsync(100)
		over.abort()
		await Promise.all(ended)
		expect(silent.made.map(({ signal }) => signal.aborted)).toEqual([true])
		expect(paused.made).toHaveLength(1)
	})
})
