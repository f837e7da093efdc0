import { describe, expect, it } from 'vitest'
import { foldEvents } from '../fold/index.ts'
import { cellRun, checked, exampleCell, exampleRun } from '../testing/index.ts'
import { eventLine } from './read-events.ts'
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

	it('whose lines are numbered lacks nothing, until one is lost, doubled or moved', () => {
		const numbered = run.map((event, index) => eventLine(event, index + 1).trim())
		expect(salvageEvents(text(numbered)).gaps).toEqual([])
		const [first = '', second = '', third = '', ...rest] = numbered
		const one =
			'of the event log is not the one that was to follow: lines before it were lost, or written twice'
		const gapsOf = (...some: readonly string[]) => salvageEvents(text(some)).gaps
		expect(gapsOf(first, third, ...rest)).toEqual([`line 2 ${one}`])
		expect(gapsOf(first, second, second, third, ...rest)).toEqual([`line 3 ${one}`])
		expect(gapsOf(first, third, second, ...rest)).toEqual([expect.stringContaining('lines 2, 3, 4 of')])
		// An unreadable line holds its place: what is wrong is said once.
		expect(gapsOf(first, second.slice(0, 9), third, ...rest)).toEqual([
			'line 2 of the event log cannot be read',
		])
	})

	it('with a line that has no number among others that have one, which could hide what is lost', () => {
		const numbered = run.map((event, index) => eventLine(event, index + 1).trim())
		const bare = (line = '') => line.replace(/,"line":\d+\}$/, '}')
		const gapsOf = (...some: readonly string[]) => salvageEvents(text(some)).gaps
		const [first = '', second = '', third = '', fourth = '', ...rest] = numbered
		expect(bare(third)).not.toBe(third)
		expect(gapsOf(first, second, bare(fourth), ...rest)).toEqual([expect.stringContaining('lines 3, 4 of')])
		expect(gapsOf(first, second, bare(third), fourth, ...rest)).toEqual([
			expect.stringContaining('line 3 of'),
		])
		expect(gapsOf(bare(first), third, fourth, ...rest)).toEqual([expect.stringContaining('line 2 of')])
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
			'line 6 of the event log belongs to a cell that this run has not',
		])
	})

	it.each(['', '{}\n', 'PNG\r\n', '\n\n'])('that is something else (%j) is refused', (other) => {
		expect(() => salvageEvents(other, 'x/events.ndjson')).toThrow(
			'x/events.ndjson is not the event log of a run',
		)
	})
})
