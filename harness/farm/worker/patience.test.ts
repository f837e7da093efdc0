import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { StoreError } from '#harness/store'
import { patiently } from './patience.ts'

beforeEach(() => {
	vi.useFakeTimers()
	vi.spyOn(Math, 'random').mockReturnValue(1)
})
afterEach(() => {
	vi.useRealTimers()
	vi.restoreAllMocks()
})

it('asks a store that is away after pauses that grow to half a minute, until its patience is over', async () => {
	const began = Date.now()
	const asked: number[] = []
	const away = async () => {
		asked.push((Date.now() - began) / 1000)
		throw new StoreError('full', 'full')
	}
	const signal = new AbortController().signal
	const ended = expect(patiently(away, { patience: 90_000, signal, say: () => {} })).rejects.toThrow('full')
	await vi.advanceTimersByTimeAsync(600_000)
	await ended
	expect(asked).toEqual([0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5, 61.5, 91.5])
})

it('stops in a pause', async () => {
	const over = new AbortController()
	const away = () => Promise.reject(new StoreError('full', 'full'))
	const waiting = { patience: 90_000, signal: over.signal, say: () => over.abort() }
	await expect(patiently(away, waiting)).rejects.toMatchObject({ code: 'interrupted' })
})
