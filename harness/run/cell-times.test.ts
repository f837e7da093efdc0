import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { CellRecord } from '#results'
import { longestFirst, readCellTimes, recordCellTimes } from './cell-times.ts'

let root: string
beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), 'cell-times-test-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

const cell = (id: string, ms: readonly number[], verdict = 'pass') =>
	({ id, verdict, phases: ms.map((one) => ({ name: 'boot', ms: one })) }) as unknown as CellRecord

it('what ran longest is started first, what never ran before it, and what took as long as the plan says', () => {
	const times = new Map([
		['short', 10],
		['long', 30],
		['also long', 30],
	])
	const order = longestFirst(
		['short', 'long', 'new', 'also long'].map((id) => ({ id })),
		times,
	)
	expect(order.map(({ id }) => id)).toEqual(['new', 'long', 'also long', 'short'])
	expect(longestFirst([{ id: 'b' }, { id: 'a' }], new Map())).toEqual([{ id: 'b' }, { id: 'a' }])
})

it('keeps the last time of each cell, of those that came to an end and had a VM', async () => {
	await recordCellTimes(root, [cell('a', [1000, 500]), cell('b', [70]), cell('c', [])])
	await recordCellTimes(root, [cell('a', [2000]), cell('b', [1], 'error')])
	expect(await readCellTimes(root)).toEqual(
		new Map([
			['a', 2000],
			['b', 70],
		]),
	)
})

it('takes a damaged record for none, and writes a new one', async () => {
	await writeFile(join(root, 'cell-times.json'), '{"a": "long')
	expect(await readCellTimes(root)).toEqual(new Map())
	await recordCellTimes(root, [cell('a', [5])])
	expect(await readCellTimes(root)).toEqual(new Map([['a', 5]]))
})
