import { describe, expect, it } from 'vitest'
import { foldEvents } from '../fold/index.ts'
import { cellRun, checked, exampleCell, exampleRun } from '../testing/index.ts'
import { salvageEvents } from './salvage.ts'

const cell = exampleCell('a'.repeat(12), 'a')
const asked = Array.from({ length: 60 }, (_, index) => checked(cell.id, `dns.check-${index}`)).flat()
const run = exampleRun([cell], cellRun(cell.id, asked))
const lines = run.map((event) => JSON.stringify(event))
const text = (some: readonly string[]): string => some.map((line) => `${line}\n`).join('')

describe('an event log', () => {
	it('that is whole lacks nothing', () => {
		const { events, gaps } = salvageEvents(text(lines))
		expect(gaps).toEqual([])
		expect(foldEvents(events)).toEqual(foldEvents(run))
	})

	it('of a killed run ends in half a line: the rest is shown, and what is missing said', () => {
		const { events, gaps } = salvageEvents(text(lines.slice(0, 100)) + lines[100]?.slice(0, 20))
		expect(events).toHaveLength(100)
		expect(gaps).toEqual(['line 101 of the event log is unfinished, as a killed run leaves it'])
		expect(foldEvents(events).run.state).toBe('running')
	})

	it('with lines that are none, or of other runs, names them', () => {
		const foreign = JSON.stringify({
			at: '2026-11-23T01:15:00.000Z',
			type: 'cell.started',
			cell: 'ffffffffffff',
			attempt: 1,
		})
		const early = JSON.stringify({ at: '2026-11-23T01:15:00.000Z', type: 'note', message: 'early' })
		const { gaps, events } = salvageEvents(
			text([early, ...lines.slice(0, 3), '\ufffd\ufffd{', foreign, '{"type":"x"}', ...lines.slice(3)]),
		)
		expect(events).toHaveLength(lines.length)
		expect(gaps).toEqual([
			'lines 5, 7 of the event log cannot be read',
			'line 1 of the event log came before the run began',
			'line 6 of the event log belong to cells that this run has not',
		])
	})

	it.each(['', '{}\n', 'PNG\r\n', '\n\n'])('that is something else (%j) is refused', (other) => {
		expect(() => salvageEvents(other, 'x/events.ndjson')).toThrow(
			'x/events.ndjson is not the event log of a run',
		)
	})
})
