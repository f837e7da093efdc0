import { AssertionError } from 'node:assert'
import { GuestCommandError, TimeoutError } from '#results/errors'
import { describe, expect, it } from 'vitest'
import { limits } from './limits.ts'
import { CheckFailed, ControlFailed, messageOf, orMachineTrouble, outcomeOf } from './outcome.ts'

const thrownBy = (work: () => void): unknown => {
	try {
		work()
	} catch (error) {
		return error
	}
	throw new TypeError('it did not throw')
}

const failed = (message: string) =>
	new CheckFailed(message, [{ way: 'lan', ok: false, form: { kind: 'refused' } }])

it('a failed check is the product’s failure', () => {
	expect(outcomeOf(failed('the port is shut'))).toBe('fail')
})

it.each([
	['an assertion of vitest', thrownBy(() => expect(1).toBe(2))],
	['an assertion of a library', new AssertionError({ message: 'socket must be open' })],
	[
		'an error that only calls itself a failed check',
		Object.assign(new Error('shut'), { name: 'CheckFailed' }),
	],
	['a lost connection', new GuestCommandError('the connection is gone')],
	['a deadline of the harness', new TimeoutError('no result within 3 s')],
	['a control that failed', new ControlFailed('nobody listens')],
	['an API that cannot be reached', Object.assign(new Error('connect ENOENT'), { code: 'ENOENT' })],
	['a mistake in a check', new TypeError('undefined is not a function')],
	['something that is no error', 'a string'],
])('%s is never the product’s failure', (_, error) => {
	expect(outcomeOf(error)).toBe('error')
})

describe('what the daemon says no to because of the machine is an error, and says so', () => {
	it.each([
		'mkdir /home/rootless/.local/share/docker: no space left on device',
		'fork/exec /usr/bin/runc: cannot allocate memory',
		'pipe2: too many open files',
		'open /proc/sys/fs: too many open files in system',
		'fork/exec /proc/self/exe: resource temporarily unavailable',
		'write /var/lib/x: input/output error',
		'open /var/lib/x: read-only file system',
		'write /var/lib/x: disk quota exceeded',
		'(HTTP code 404) no such container - No such image: rootless-matrix/probe:1',
		'pull access denied for rootless-matrix/probe, repository does not exist or may require docker login',
	])('%s', (words) => {
		const error = failed(`The daemon refused to start a container: ${words}`)
		expect(outcomeOf(error)).toBe('error')
		expect(messageOf(orMachineTrouble(error))).toMatch(
			/^This machine is in trouble \(".+"\): The daemon refused/,
		)
	})
})

it('an error of the harness brings its hint and what the program printed last', () => {
	const error = new GuestCommandError('it exited with 1', { hint: 'Look there.', output: 'socat: broken\n' })
	expect(messageOf(error)).toBe('it exited with 1 Look there.\nsocat: broken')
})

it('a message of 50 MB is cut, with a note of how much', () => {
	const message = messageOf(failed('ä'.repeat(25 * 1024 * 1024)))
	expect(Buffer.byteLength(message)).toBeLessThan(limits.text + 100)
	expect(message).toMatch(/… \(52412416 bytes more were cut\)$/)
})
