import { expect, it } from 'vitest'
import { reportFacts } from '#harness/report-facts'
import { foldEvents } from '#results'
import { remedyWords } from '#results/report/decision'
import { pageData } from '#results/report/html'
import { changesOf } from './changes.ts'
import { expectAll } from './explain.ts'
import { madeUpRun } from './testing/index.ts'

it('the page tells what would change a cell in the order of `explain`', async () => {
	const run = foldEvents(await madeUpRun('27.5.1'))
	// As of checks that were asked side by side, in another order.
	const results = { ...run, cells: run.cells.map((cell) => ({ ...cell, checks: cell.checks.toReversed() })) }
	const { cells, changes } = pageData(results, await reportFacts({ matrix: '', cells: [] }))
	let compared = 0
	for (const [index, { changes: places }] of cells.entries()) {
		if (places === undefined) continue
		const told = places.map((place) => changes[place]?.words.en ?? '')
		const all = changesOf(expectAll(results.cells[index]!))
		const explained = all.map(({ remedy }) => remedyWords(remedy))
		// Either knows ways that the other does not: one asks what is expected, the other what failed.
		const both = told.filter((words) => explained.includes(words))
		expect(both).toEqual(explained.filter((words) => told.includes(words)))
		if (both.length > 1) compared++
	}
	expect(compared).toBeGreaterThan(5)
})
