import { expect, it } from 'vitest'
import { lab } from '../vantage/lab.ts'
import { wrongRecord } from './expect-record.ts'

const wrong = (...records: string[]) =>
	wrongRecord({ type: 'A' } as never, { kind: 'answer', code: 0, records } as never)?.form

it('a record is right, another one, or none', () => {
	expect(wrong(lab.service.host)).toBeUndefined()
	expect(wrong('192.0.2.77')).toMatchObject({ kind: 'wrong-address' })
	expect(wrong()).toEqual({ kind: 'wrong-answer', found: 'no record' })
	const nameError = { kind: 'answer', code: 3, records: [] } as never
	expect(wrongRecord({ type: 'A' } as never, nameError)?.form).toEqual({
		kind: 'wrong-answer',
		found: 'no such name',
	})
	const silent = { kind: 'none', reason: 'timeout', detail: '5 s' } as never
	expect(wrongRecord({ type: 'A' } as never, silent)?.form).toEqual({ kind: 'timeout' })
	const large = { kind: 'answer', code: 0, records: ['not the large one'] } as never
	expect(wrongRecord({ type: 'TXT' } as never, large)?.form).toEqual({ kind: 'damaged' })
})
