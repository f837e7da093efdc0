import { expect, it } from 'vitest'
import type { Observations } from '../../schema/index.ts'
import { cellRun, checked, exampleCell, exampleResults } from '../../testing/index.ts'
import { pageData } from './build-page.ts'

const cell = exampleCell('a'.repeat(12), 'a')
const pageOf = (observations: Observations) =>
	pageData(exampleResults([cell], cellRun(cell.id, checked(cell.id, 'daemon.soak', { observations }))))

it('what the stack held is drawn, and not told as text', () => {
	const usage = { seconds: [0, 10], descriptors: { dockerd: [90, 91] }, kib: { dockerd: [100, 120] } }
	const page = pageOf({ rounds: 7, usage })
	expect(page.cells[0]?.soak).toEqual({
		seconds: [0, 10],
		descriptors: [['dockerd', [90, 91]]],
		kib: [['dockerd', [100, 120]]],
	})
	expect(page.strings.filter((text) => text.includes('rounds'))).toHaveLength(1)
	expect(page.strings.join()).not.toContain('dockerd')
})

it.each([
	{ rounds: 7 },
	{ usage: 'much' },
	{ usage: { seconds: [0] } },
	{ usage: { seconds: [0, '<b>'] } },
	{ usage: { seconds: Array.from({ length: 100_000 }, (_, at) => at) } },
])('%j is nothing to draw', (observations) => {
	expect(pageOf(observations).cells[0]).not.toHaveProperty('soak')
})

it('a series that does not fit the times is left out', () => {
	const usage = { seconds: [0, 10], descriptors: { dockerd: [90], pasta: [1, null], runc: [1, 2] }, kib: [] }
	expect(pageOf({ usage }).cells[0]?.soak).toEqual({
		seconds: [0, 10],
		descriptors: [['runc', [1, 2]]],
		kib: [],
	})
})
