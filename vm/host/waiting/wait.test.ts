import { expect, test } from 'vitest'
import { BootError, InterruptedError, TimeoutError } from '#results/errors'
import { waitFor, withDeadline } from './wait.ts'

const nothing = { description: 'something', probe: () => undefined }

test('what there is at the third look is found', async () => {
	let looks = 0
	const probe = async () => ++looks === 3 && looks
	expect(await waitFor({ description: 'x', probe }, { every: 1 })).toBe(3)
})

test('zero and the empty string are something', async () => {
	expect(await waitFor({ description: 'x', probe: () => 0 }, { every: 1 })).toBe(0)
	expect(await waitFor({ description: 'x', probe: () => '' }, { every: 1 })).toBe('')
})

test('what does not come ends with the deadline, and with a hint', async () => {
	const waiting = waitFor({ ...nothing, hint: 'Look there.' }, { every: 5, deadline: 30 })
	await expect(waiting).rejects.toMatchObject({
		code: 'timeout',
		message: 'something: no result within 0.03 s',
		hint: 'Look there.',
	})
})

test('a look that hangs does not hold up the deadline, and is told of it', async () => {
	let told = false
	const probe = (signal: AbortSignal) =>
		new Promise<never>(() => signal.addEventListener('abort', () => (told = true)))
	await expect(waitFor({ ...nothing, probe }, { every: 1, deadline: 20 })).rejects.toThrow(TimeoutError)
	expect(told).toBe(true)
})

test('nobody waits for what has failed, nor after an abort', async () => {
	const fatal = () => new BootError('the VM is gone')
	await expect(waitFor({ ...nothing, fatal }, { every: 1 })).rejects.toThrow('the VM is gone')
	const signal = AbortSignal.timeout(20)
	await expect(waitFor(nothing, { every: 60_000, signal })).rejects.toThrow(InterruptedError)
})

test('what a look throws ends the wait', async () => {
	const probe = () => Promise.reject(new Error('no look'))
	await expect(waitFor({ ...nothing, probe }, { every: 1 })).rejects.toThrow('no look')
})

test('a deadline without end is no deadline', async () => {
	const slow = () => new Promise((resolve) => setTimeout(() => resolve('done'), 30))
	expect(await withDeadline('x', { deadline: Infinity }, slow)).toBe('done')
})
