import { GuestCommandError, TimeoutError } from '#results/errors'
import { expect, it } from 'vitest'
import { CheckFailed, ControlFailed, messageOf, outcomeOf } from './outcome.ts'

const thrownBy = (work: () => void): unknown => {
	try {
		work()
	} catch (error) {
		return error
	}
	throw new TypeError('it did not throw')
}

it('an assertion of vitest is the product’s failure, and reads without colours', () => {
	const error = thrownBy(() => expect(['seccomp'], 'security options').toContain('rootless'))
	expect(outcomeOf(error)).toBe('fail')
	expect(messageOf(error)).toBe("security options: expected [ 'seccomp' ] to include 'rootless'")
})

it('a failed check is the product’s failure', () => {
	expect(outcomeOf(new CheckFailed('the port is shut'))).toBe('fail')
})

it.each([
	['a lost connection', new GuestCommandError('the connection is gone')],
	['a deadline of the harness', new TimeoutError('no result within 3 s')],
	['a control that failed', new ControlFailed('nobody listens')],
	['an API that cannot be reached', Object.assign(new Error('connect ENOENT'), { code: 'ENOENT' })],
	['a mistake in a check', new TypeError('undefined is not a function')],
	['something that is no error', 'a string'],
])('%s is never the product’s failure', (_, error) => {
	expect(outcomeOf(error)).toBe('error')
})

it('an error of the harness brings its hint and what the program printed last', () => {
	const error = new GuestCommandError('it exited with 1', { hint: 'Look there.', output: 'socat: broken\n' })
	expect(messageOf(error)).toBe('it exited with 1 Look there.\nsocat: broken')
})
