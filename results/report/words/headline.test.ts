import { expect, it } from 'vitest'
import { foldEvents } from '../../fold/index.ts'
import { showsSecurityGap } from '../../verdicts/index.ts'
import { quickRun } from '../testing/example-quick.ts'
import { headlineOf } from './headline.ts'

it('says that nothing works where daemons were to start and none did', () => {
	const run = foldEvents(quickRun())
	const cells = run.cells.map((cell) => ({
		...cell,
		verdict: 'known' as const,
		checks: cell.checks.map((check) =>
			check.id === 'daemon.starts'
				? { ...check, verdict: 'known' as const }
				: { ...check, verdict: 'skipped' as const },
		),
	}))
	const [first, ...others] = cells
	expect(headlineOf({ ...run, cells }).sentence).toMatch(/^DOES NOT WORK, as known issues say/)
	const started = {
		...first!,
		checks: first!.checks.map((check) => ({ ...check, verdict: 'pass' as const })),
	}
	expect(headlineOf({ ...run, cells: [started, ...others] }).sentence).toMatch(/^PASSED, with known issues/)
})

it('says one security gap, or several where several issues are', () => {
	const one = foldEvents(quickRun())
	expect(headlineOf(one).sentence).toMatch(/^A SECURITY GAP, and known issues\./)
	const cells = one.cells.map((cell) => ({
		...cell,
		checks: cell.checks.flatMap((check) =>
			showsSecurityGap(check) && check.knownIssue
				? [check, { ...check, id: 'isolation.other', knownIssue: { ...check.knownIssue, id: 'another' } }]
				: [check],
		),
	}))
	const several = headlineOf({ ...one, cells })
	expect([several.shown, several.sentence]).toEqual([
		'open',
		expect.stringMatching(/^SECURITY GAPS, and known issues\./),
	])
})
