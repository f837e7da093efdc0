import { expect, it } from 'vitest'
import { foldEvents } from '../../../fold/index.ts'
import { cellRun, checked, exampleCell, exampleRun } from '../../../testing/index.ts'
import { pageData } from '../build-page.ts'
import { clock, complaintsOf, dropsBySort, dropsOf, inLanes, ticksOf, timesOf } from './model/times.js'

const a = exampleCell('aaaaaaaaaaaa', 'k6.12-a')
const results = foldEvents(
	exampleRun([a], cellRun(a.id, [...checked(a.id, 'egress.tcp'), ...checked(a.id, 'dns.udp')])),
)

it('checks that ran side by side are in lanes of their own, the others behind each other', () => {
	const spans = [
		{ name: 'third', at: 30, ms: 10 },
		{ name: 'first', at: 0, ms: 20 },
		{ name: 'second', at: 5, ms: 40 },
		{ name: 'fourth', at: 45, ms: 1 },
	]
	expect(inLanes(spans).map(({ name, lane }) => `${name} ${lane}`)).toEqual([
		'first 0',
		'second 1',
		'third 0',
		'fourth 0',
	])
})

it('a check and a phase begin when the record says', () => {
	const page = pageData(results)
	const [cell] = page.cells
	const [record] = results.cells
	const { phases, asked, end } = timesOf(page, cell!)
	expect(phases.map(({ at }) => at)).toEqual(record!.phases.map(({ after }) => after))
	const began = new Map(record!.checks.map(({ id, after }) => [id, after]))
	expect(asked).toHaveLength(2)
	for (const { id, at } of asked) expect(at).toBe(began.get(id))
	expect(end).toBe(Math.max(...[...phases, ...asked].map(({ at, ms }) => at + ms)))
})

it('in an older record, which does not say, they stand one behind the other', () => {
	const older = {
		...results,
		cells: results.cells.map((cell) => ({
			...cell,
			phases: cell.phases.map(({ name, ms }) => ({ name, ms })),
			checks: cell.checks.map(({ after: _, ...check }) => check),
		})),
	}
	const page = pageData(older)
	const { phases, asked } = timesOf(page, page.cells[0]!)
	for (const all of [phases, asked])
		for (const [index, { at }] of all.entries())
			if (index > 0) expect(at).toBe(all[index - 1]!.at + all[index - 1]!.ms)
	expect(new Set(asked.map(({ lane }) => lane))).toEqual(new Set([0]))
})

it('of an attempt before, whose phases are not shown, no check is drawn', () => {
	const page = pageData({
		...results,
		cells: results.cells.map((cell) => ({
			...cell,
			checks: cell.checks.map((check) => (check.id === 'dns.udp' ? { ...check, attempt: 1 } : check)),
		})),
	})
	expect(timesOf(page, page.cells[0]!).asked.map(({ id }) => id)).toEqual(['egress.tcp'])
})

it('what daemon and kernel said stands at its times, and within the trace', () => {
	const [record] = results.cells
	const drop = (after: number, where?: string) => ({ after, reason: 'NO_SOCKET', where, count: 2 })
	const traces = new Map([
		[
			record!.id,
			{
				log: [
					{ after: 1_240, level: 'warning', text: 'slow' },
					{ after: 99_999_999, level: 'error', text: 'down' },
				],
				drops: [drop(1_000, 'tcp_v4_rcv'), drop(1_100), drop(2_000, 'tcp_v4_rcv')],
			} as const,
		],
	])
	const page = pageData(results, { traces })
	const cell = page.cells[0]!
	const { end } = timesOf(page, cell)
	expect(complaintsOf(page, cell, end)).toEqual([
		{ at: 1_200, level: 'warning', text: 'slow' },
		{ at: end, level: 'error', text: 'down' },
	])
	expect(dropsBySort(dropsOf(page, cell, end))).toEqual([
		{ at: 1_000, last: 2_000, reason: 'NO_SOCKET', where: 'tcp_v4_rcv', count: 4 },
		{ at: 1_100, last: 1_100, reason: 'NO_SOCKET', where: '', count: 2 },
	])
	const without = pageData(results).cells[0]!
	expect([...complaintsOf(page, without, end), ...dropsOf(page, without, end)]).toEqual([])
})

it('the times below a trace are round, and few', () => {
	expect(ticksOf(7_900)).toEqual([0, 1000, 2000, 3000, 4000, 5000, 6000, 7000])
	expect(ticksOf(341_000).map(clock)).toEqual(['0:00', '1:00', '2:00', '3:00', '4:00', '5:00'])
	for (const end of [1, 59_000, 3_700_000, 400_000_000]) expect(ticksOf(end).length).toBeLessThanOrEqual(9)
	expect(clock(3_605_000)).toBe('1:00:05')
})
