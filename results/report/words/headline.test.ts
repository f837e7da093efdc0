import { expect, it } from 'vitest'
import { foldEvents } from '../../fold/index.ts'
import { showsSecurityGap } from '../../verdicts/index.ts'
import { quickRun } from '../testing/example-quick.ts'
import { renderReport } from '../index.ts'
import { languages } from './catalogue/languages.js'
import { headlineOf } from './headline.ts'
import { shownEnd } from './marks.ts'

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

it('says so where each daemon refuses to start as is documented, whatever could not be tried', async () => {
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
		expect([shown, sentence]).toEqual(['refuses', expect.stringMatching(/^DOES NOT START, as documented/)])
		expect(await renderReport('badge', { dir: '', results: { ...run, cells } })).toContain('⊘ does not start')
	}
	const known = { ...first!, verdict: 'known' as const }
	const { shown, sentence } = headlineOf({ ...run, cells: [known, gone] })
	expect([shown, sentence]).toEqual([
		'known',
		expect.stringMatching(/^PASSED with known issues, as far as it could be tried\./),
	])
	const results = { ...run, cells: [known, gone] }
	expect(await renderReport('badge', { dir: '', results })).toContain('~ works with gaps')
})

it('counts nothing as passed of a cell whose daemon does not run, by its refusal or by a known issue', async () => {
	const run = foldEvents(quickRun())
	// Each has its refusal and the kernel's facts, which need no daemon.
	const refusing = run.cells.filter((cell) => shownEnd(cell) === 'refuses')
	const refused = headlineOf({ ...run, cells: refusing })
	expect([refused.shown, refused.sentence]).toEqual([
		'refuses',
		'DOES NOT START, as documented: no daemon started. 1 cell (1 refused to start), 18 checks (16 skipped, 2 that need no daemon).',
	])
	const known = refusing.map((cell) => ({
		...cell,
		verdict: 'known' as const,
		checks: cell.checks.map((check) => ({
			...check,
			verdict:
				check.id === 'daemon.starts'
					? ('known' as const)
					: check.id === 'kernel.facts'
						? ('pass' as const)
						: ('skipped' as const),
		})),
	}))
	const down = headlineOf({ ...run, cells: known }, [], languages.zh)
	expect([down.shown, down.sentence]).toEqual([
		'fail',
		'不可用，与已知问题所述一致：没有守护进程启动。1 个配置（1 已知），18 项检查（1 已知，16 跳过，1 无需守护进程）。',
	])
	for (const [cells, badge] of [
		[refusing, '⊘ does not start'],
		[known, '✘ does not work'],
	] as const) {
		const of = { dir: '/nonexistent', results: { ...run, cells } }
		for (const form of ['terminal', 'markdown', 'card', 'badge'] as const)
			expect(await renderReport(form, of), form).not.toMatch(/\d pass|passed|PASSED|works with gaps/)
		expect(await renderReport('badge', of)).toContain(badge)
	}
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

it('says of a run that broke that something failed too', () => {
	const run = foldEvents(quickRun())
	const [first, ...others] = run.cells
	const failed = { ...first!, checks: first!.checks.map((check) => ({ ...check, verdict: 'fail' as const })) }
	const broke = { ...first!, id: 'b'.repeat(12), verdict: 'error' as const, reason: 'no memory', checks: [] }
	const cells = [{ ...failed, verdict: 'fail' as const }, broke, ...others]
	expect(headlineOf({ ...run, cells }).sentence).toMatch(/^FAILED, and INCOMPLETE: /)
	expect(headlineOf({ ...run, cells: [broke, ...others] }).sentence).toMatch(/^INCOMPLETE: /)
})
