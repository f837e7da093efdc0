import { expect, it } from 'vitest'
import { foldEvents } from '../../fold/index.ts'
import { showsSecurityGap } from '../../verdicts/index.ts'
import { quickRun } from '../testing/example-quick.ts'
import { badgeSvg } from '../forms/badge.ts'
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
	expect(headlineOf({ ...run, cells }).sentence).toMatch(/^DOES NOT WORK: no daemon started/)
	const started = {
		...first!,
		checks: first!.checks.map((check) => ({ ...check, verdict: 'pass' as const })),
	}
	expect(headlineOf({ ...run, cells: [started, ...others] }).sentence).toMatch(/^PASSED, with known issues/)
})

it('says so where each daemon refuses to start as is documented, whatever could not be tried', () => {
	const run = foldEvents(quickRun())
	const [first] = run.cells
	const refuses = {
		...first!,
		verdict: 'pass' as const,
		checks: [{ id: 'daemon.br-netfilter-error', verdict: 'pass' as const, ms: 1, attempts: 1 }],
	}
	const gone = { ...first!, verdict: 'unavailable' as const, checks: [] }
	for (const cells of [[refuses], [refuses, gone]]) {
		const { shown, sentence } = headlineOf({ ...run, cells })
		expect([shown, sentence]).toEqual(['refuses', expect.stringMatching(/^DOES NOT WORK: no daemon started/)])
		expect(badgeSvg({ ...run, cells })).toContain('⊘ does not work')
	}
	const known = { ...first!, verdict: 'known' as const }
	const { shown, sentence } = headlineOf({ ...run, cells: [known, gone] })
	expect([shown, sentence]).toEqual([
		'known',
		expect.stringMatching(/^PASSED with known issues, as far as it could be tried\./),
	])
	expect(badgeSvg({ ...run, cells: [known, gone] })).toContain('~ works with gaps')
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
