import { expect, it } from 'vitest'
import type { Plan } from '#harness/matrix'
import type { NewEvent } from '#results'
import { cellRun, checked, exampleCell, exampleResults } from '#results/testing'
import { lastFailed } from './last-failed.ts'

const [one, two] = [exampleCell('1'.repeat(12), 'one'), exampleCell('2'.repeat(12), 'two')]
const plan = { name: 'quick', matrixHash: 'x', cells: [one, two], unavailable: [] } as unknown as Plan
const failed = (cell: string, check: string) => checked(cell, check, { outcome: 'fail' })
const again = (...events: NewEvent[]) => lastFailed(plan, exampleResults([one, two], events))

it('asks what failed, in the cells that it failed in', () => {
	const { plan: selection, checks } = again(
		...cellRun(one.id, [...failed(one.id, 'dns.udp'), ...checked(one.id, 'dns.tcp')]),
		...cellRun(two.id, checked(two.id, 'dns.udp')),
	)
	expect([selection.cells.map(({ slug }) => slug), checks]).toEqual([['one'], ['dns.udp']])
})

it('asks everything where a cell was stopped, or broke, after something of it had failed', () => {
	const [start] = cellRun(one.id, [])
	const whole = cellRun(two.id, failed(two.id, 'dns.tcp'))
	for (const outcome of ['interrupted', 'error'] as const) {
		const begun: NewEvent = { type: 'check.started', cell: one.id, check: 'dns.tcp' }
		const end: NewEvent = { type: 'cell.ended', cell: one.id, outcome, reason: 'it was stopped' }
		expect(again(start!, ...failed(one.id, 'dns.udp'), begun, end, ...whole).checks).toBeUndefined()
	}
	const check: NewEvent = { type: 'check.started', cell: one.id, check: 'dns.tcp' }
	const completed = cellRun(one.id, [...failed(one.id, 'dns.udp'), check])
	expect(again(...completed, ...whole).checks).toEqual(['dns.udp', 'dns.tcp'])
})

it('says which of them is no check any more, and refuses to leave it out', () => {
	const gone = cellRun(one.id, [...failed(one.id, 'site.old'), ...failed(one.id, 'dns.udp')])
	expect(() => again(...gone, ...cellRun(two.id, checked(two.id, 'dns.udp')))).toThrow(
		/there is no check site\.old here/,
	)
	expect(() =>
		again(...cellRun(one.id, checked(one.id, 'dns.udp')), ...cellRun(two.id, checked(two.id, 'dns.udp'))),
	).toThrow(/nothing failed/)
})

it('names the cells that the matrix does not have any more, and refuses to leave them out', () => {
	const events = [one, two].flatMap(({ id }) => cellRun(id, failed(id, 'dns.udp')))
	const results = exampleResults([one, two], events)
	const now = { ...plan, cells: [one] } as unknown as Plan
	expect(() => lastFailed(now, results)).toThrow(
		/1 of the 2 cells that failed .* is no cell of quick now: two/,
	)
	expect(() => lastFailed(now, results, { only: ['t*'] })).toThrow(/is no cell of quick now: two/)
	expect(() => lastFailed(now, results, { planned: now, only: [two.id] })).toThrow(
		/no cell of quick now: two/,
	)
})

it('lets whoever chose among the cells leave some out', () => {
	const events = [one, two].flatMap(({ id }) => cellRun(id, failed(id, 'dns.udp')))
	const results = exampleResults([one, two], events)
	const narrowed = { ...plan, cells: [one] } as unknown as Plan
	const slugs = [
		lastFailed(narrowed, results, { planned: plan, only: ['one'] }),
		lastFailed(narrowed, results, { planned: plan }),
		lastFailed(narrowed, results, { planned: narrowed, only: ['one'] }),
	].map((again) => again.plan.cells.map(({ slug }) => slug))
	expect(slugs).toEqual([['one'], ['one'], ['one']])
})
