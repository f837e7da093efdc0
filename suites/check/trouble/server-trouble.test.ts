import { GuestCommandError } from '#results/errors'
import { expect, it, vi } from 'vitest'
import { CheckFailed, outcomeOf } from '../outcome.ts'
import { orServerTrouble } from './server-trouble.ts'

const failed = (kind: 'closed' | 'refused') =>
	new CheckFailed('lan: closed', [
		{ way: 'loopback', ok: true },
		{ way: 'lan', ok: false, form: { kind } },
	])
const noFork = 'socat[7] W fork(): Resource temporarily unavailable\n'

it('a server that could not fork closes, and that is an error of the machine', async () => {
	const error = await orServerTrouble(failed('closed'), () => Promise.resolve(noFork))
	expect(error).toBeInstanceOf(GuestCommandError)
	expect(outcomeOf(error)).toBe('error')
	expect((error as Error).message).toMatch(/"Resource temporarily unavailable".*lan: closed/)
})

it('a server that closes for no such reason, or whose words nobody can read, is a failure', async () => {
	const error = failed('closed')
	for (const log of ['socat[7] N listening on AF=2', 'socat[8] E read(5): Input/output error'])
		expect(await orServerTrouble(error, () => Promise.resolve(log))).toBe(error)
	expect(await orServerTrouble(error, () => Promise.reject(new Error('no daemon')))).toBe(error)
})

it('the servers are asked only where one has closed', async () => {
	const readLogs = vi.fn(() => Promise.resolve(noFork))
	const refused = failed('refused')
	expect(await orServerTrouble(refused, readLogs)).toBe(refused)
	const other = new TypeError('a mistake')
	expect(await orServerTrouble(other, readLogs)).toBe(other)
	expect(readLogs).not.toHaveBeenCalled()
})
