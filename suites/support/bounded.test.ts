import { ArtifactError, InterruptedError, TimeoutError } from '#results/errors'
import { expect, it } from 'vitest'
import { within } from './bounded.ts'

const never = () => new Promise<never>(() => undefined)

it('ends with the deadline, and tells the work', async () => {
	let heard = false
	const late = within('the work', { deadline: 20 }, (signal) => {
		signal.addEventListener('abort', () => (heard = true))
		return never()
	})
	await expect(late).rejects.toThrow(TimeoutError)
	expect(heard).toBe(true)
})

it('ends with an abort, before and after the start', async () => {
	const abort = new AbortController()
	const running = within('the work', { signal: abort.signal, deadline: 60_000 }, never)
	abort.abort()
	await expect(running).rejects.toThrow(InterruptedError)
	await expect(within('the work', { signal: abort.signal }, never)).rejects.toThrow(InterruptedError)
})

it('passes on the reason of an abort when it is the harness’s own', async () => {
	const reason = new ArtifactError('gone')
	await expect(within('the work', { signal: AbortSignal.abort(reason) }, never)).rejects.toBe(reason)
})

it('gives what the work gives, and throws what it throws', async () => {
	await expect(within('the work', {}, async () => 4)).resolves.toBe(4)
	await expect(
		within('the work', { deadline: 60_000 }, () => Promise.reject(new RangeError('x'))),
	).rejects.toThrow(RangeError)
})
