import { expect, it } from 'vitest'
import { longestFirst } from './schedule.ts'

const cells = (...ids: readonly string[]) => ids.map((id) => ({ id }))

it('starts with what never ran, then with what ran longest; what took as long stays as planned', () => {
	const timings = new Map([
		['short', 10],
		['long', 30],
		['also long', 30],
	])
	expect(longestFirst(cells('short', 'long', 'new', 'also long'), timings)).toEqual(
		cells('new', 'long', 'also long', 'short'),
	)
	expect(longestFirst(cells('b', 'a'), new Map())).toEqual(cells('b', 'a'))
})
