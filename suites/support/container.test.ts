import { expect, it } from 'vitest'
import { startedInTime } from './container.ts'

const late = new Error('(HTTP code 500) server error - Timed out proxy starting the userland proxy')

/** A start that throws these, one after the other, and works then. */
function starting(...errors: readonly Error[]) {
	const left = [...errors]
	return () => {
		const error = left.shift()
		return error ? Promise.reject(error) : Promise.resolve('started')
	}
}

it('starts once more what the machine was too slow for, and no more', async () => {
	expect(await startedInTime(starting(late))).toBe('started')
	await expect(startedInTime(starting(late, late))).rejects.toBe(late)
})

it('takes any other no of the daemon as its answer', async () => {
	const refused = new Error('Bind for 0.0.0.0:8080 failed: port is already allocated')
	await expect(startedInTime(starting(refused))).rejects.toBe(refused)
})
