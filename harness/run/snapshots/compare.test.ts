import { expect, it } from 'vitest'
import { isComparedOn } from './compare.ts'

const cells = Array.from({ length: 500 }, (_, index) => `cell ${index}`)
const day = (number: number) => new Date(Date.UTC(2026, 10, number, 3))

it('a tenth of the cells has its turn on each day, and every cell once in ten', () => {
	const counts = Array.from(
		{ length: 10 },
		(_, index) => cells.filter((id) => isComparedOn(day(index + 1), id, 10)).length,
	)
	for (const count of counts) expect(count).toBeGreaterThan(20)
	expect(counts.reduce((sum, count) => sum + count)).toBe(500)
})

it('which one does not depend on the hour', () => {
	const turns = (hour: number) =>
		cells.filter((id) => isComparedOn(new Date(Date.UTC(2026, 10, 5, hour)), id, 10))
	expect(turns(23)).toEqual(turns(0))
})
