import { expect, it } from 'vitest'
import { ControlFailed } from '../check/outcome.ts'
import { lateStart } from './late-start.ts'

const late = { form: { kind: 'wrong-value', found: 'late' } }

it('a start is late after 20 s, on a slow machine after 200 of the slower round trip', () => {
	expect(lateStart(20_000, [50, 50])).toBeUndefined()
	expect(lateStart(20_001, [50, 50])).toMatchObject(late)
	expect(lateStart(37_310, [150, 218])).toBeUndefined()
	expect(lateStart(37_310, [218, 150])).toBeUndefined()
	expect(lateStart(80_000, [150, 218])).toMatchObject(late)
})

it('where the machine is too slow to tell, or cannot be measured, nothing is said', () => {
	expect(() => lateStart(90_000, [150, 501])).toThrow(ControlFailed)
	expect(() => lateStart(25_000, [150, undefined])).toThrow('does not come back')
	expect(lateStart(15_000, [undefined, 900])).toBeUndefined()
})
