import { expect, it } from 'vitest'
import { cellRun, exampleCell, exampleResults, exampleStack } from '../../testing/index.ts'
import type { NewEvent } from '../../schema/index.ts'
import { runFacts } from '../words/headline.ts'
import { pageData } from '../html/index.ts'
import { summaryMarkdown } from './markdown.ts'
import { terminalMatrix } from './terminal.ts'

const [one, two] = [exampleCell('111111111111', 'one'), exampleCell('222222222222', 'two')]
const takenAt = '2026-11-19T23:59:00.000Z'

/** Two cells, of which the first was restored. */
function results(snapshot: { key: string; takenAt: string } | undefined = { key: 'abc', takenAt }) {
	const restored: NewEvent[] = cellRun(one.id, []).map((event) =>
		event.type === 'stack.reported' ? { ...event, stack: exampleStack(), snapshot } : event,
	)
	return exampleResults([one, two], [...restored, ...cellRun(two.id, [])])
}

it('a cell’s record says which snapshot it was restored from, and how long it took in all', () => {
	const [first, second] = results().cells
	expect(first).toMatchObject({ snapshot: { key: 'abc', takenAt }, ms: 4000 })
	expect(second?.verdict).toBeDefined()
	expect(second?.snapshot).toBeUndefined()
})

it('every report says how many cells were restored, and how old the oldest snapshot is', () => {
	const said = '1 of 2 cells, the oldest of 2026-11-19'
	expect(runFacts(results())).toContainEqual(['snapshots', said])
	expect(summaryMarkdown(results())).toContain(said)
	expect(terminalMatrix(results(), { color: false, width: 200 })).toContain(said)
	const { run, cells, strings } = pageData(results())
	expect(run.restored).toEqual({ count: 1, oldest: '2026-11-19' })
	expect(strings[cells[0]?.snapshot ?? -1]).toBe(takenAt)
	expect(cells[1]?.snapshot).toBe(-1)
})

it('where every cell booted there is nothing to say', () => {
	const booted = exampleResults([two], cellRun(two.id, []))
	expect(runFacts(booted).map(([name]) => name)).not.toContain('snapshots')
	expect(pageData(booted).run.restored).toBeNull()
})
