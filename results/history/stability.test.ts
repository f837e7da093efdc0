import { expect, it } from 'vitest'
import { cellRun, checked, exampleCell, exampleResults } from '../testing/index.ts'
import { rateAtMost, stabilityOf, stabilityText } from './index.ts'

const cell = exampleCell('a'.repeat(12), 'cell-a')
const run = (...outcomes: readonly ('pass' | 'fail' | 'error' | 'skipped')[]) =>
	exampleResults(
		[cell],
		cellRun(
			cell.id,
			outcomes.flatMap((outcome, index) =>
				checked(cell.id, index === 0 ? 'dns.udp' : 'egress.tcp', { outcome }),
			),
		),
	)

it('counts what is not what the cell answers most often, whichever that is', () => {
	const runs = [run('pass', 'fail'), run('pass', 'fail'), run('fail', 'fail'), run('error', 'pass')]
	const stability = stabilityOf(runs)
	expect(stability).toMatchObject({ runs: 4, answers: 7, odd: 2, errors: 1 })
	expect(stability.checks).toEqual([
		{ check: 'dns.udp', answers: 3, odd: 1, errors: 1, cells: ['cell-a'] },
		{ check: 'egress.tcp', answers: 4, odd: 1, errors: 0, cells: ['cell-a'] },
	])
	expect(stabilityText(stability)).toContain('dns.udp: 1 of 3 odd, 1 errors (cell-a)')
})

it('takes no answer that says nothing of the product for one', () => {
	expect(stabilityOf([run('skipped', 'pass'), run('skipped', 'pass')])).toMatchObject({ answers: 2, odd: 0 })
	expect(stabilityText(stabilityOf([run('pass')]))).toContain('Every check answered the same in each run.')
})

it('says how much is known: of no odd answer in 10,000 that the rate is below 0.04 %', () => {
	expect(rateAtMost(0, 10_000)).toBeCloseTo(0.000384, 5)
	expect(rateAtMost(5, 100)).toBeCloseTo(0.1118, 3)
	expect(rateAtMost(0, 0)).toBe(1)
})

it('counts cells that broke, and does not call stable what gave no answer', () => {
	const broke = (...checks: Parameters<typeof cellRun>[1]) =>
		exampleResults(
			[cell],
			[
				...cellRun(cell.id, checks).slice(0, -1),
				{ type: 'cell.ended', cell: cell.id, outcome: 'error', reason: 'no memory' },
			],
		)
	const none = stabilityOf([broke(), broke()])
	expect(none).toMatchObject({ answers: 0, errors: 0, broken: ['cell-a', 'cell-a'] })
	expect(stabilityText(none)).toMatch(
		/0 errors, 2 cells broke\nNo check gave an answer\.\n {2}cell-a broke in 2 of 2 runs\n$/,
	)
	const some = stabilityText(stabilityOf([run('pass'), broke(...checked(cell.id, 'dns.udp'))]))
	expect(some).toContain('1 cell broke\nEvery check that answered did so the same each time.\n')
})
