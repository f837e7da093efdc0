import { describe, expect, it } from 'vitest'
import { cellRun, checked, exampleCell, exampleResults, openGap, shapeOf } from '../testing/index.ts'
import type { KnownIssue, Results } from '../schema/index.ts'
import { compareWords } from '../report/index.ts'
import { foldHistory } from './index.ts'
import { historyHtml } from './page.ts'
import { historyMarkdown, historyText } from './render.ts'

const cell = exampleCell('a'.repeat(12), 'a')
type Outcome = 'pass' | 'fail' | 'error'

/** A run on the given day. */
function run(day: number, outcome: Outcome, passt = '2025_05_03'): Results {
	const asked = checked(cell.id, 'dns.udp', { outcome })
	const results = exampleResults([cell], cellRun(cell.id, asked, { passt }))
	return { ...results, run: { ...results.run, id: `day-${day}`, startedAt: `2026-11-0${day}T00:00:00.000Z` } }
}
const track = (...runs: Results[]) => foldHistory(runs).tracks[0]

it('says since when a check is red, whatever the order of the runs', () => {
	expect(track(run(3, 'fail'), run(1, 'pass'), run(2, 'fail'))).toMatchObject({
		redSince: 'day-2',
		points: ['good', 'bad', 'bad'],
	})
})

it('tells runs of one id apart, and says until when what was not asked again failed', () => {
	const same = { ...run(2, 'fail'), run: { ...run(2, 'fail').run, id: 'day-1' } }
	const history = foldHistory([run(1, 'pass'), same, run(3, 'error')])
	expect(history.runs.map(({ id }) => id)).toEqual(['day-1', 'day-1 (2)', 'day-3'])
	expect(historyText(history)).toContain('✔✘·  failed in day-1 (2), no answer since')
	expect(historyText(history, 'zh')).toContain('在 day-1 (2) 中失败，此后没有结论')
	expect(historyHtml(history)).toContain('failed in day-1 (2), no answer since')
	expect(historyText(foldHistory([run(1, 'pass'), run(2, 'fail')]))).toContain('failing since day-2')
})

it('calls a failure that nobody knows worse than a known one, and one change that stays no flake', () => {
	const known = { ...openGap, id: 'known', severity: 'broken' } as const
	const of = (day: number, verdict: 'known' | 'fail', issue: KnownIssue): Results => {
		const one = run(day, 'fail')
		const cells = one.cells.map((cell) => ({
			...cell,
			checks: cell.checks.map((check) => ({ ...check, verdict, knownIssue: issue })),
		}))
		return { ...one, cells }
	}
	const text = (issue: KnownIssue) => historyText(foldHistory([of(1, 'known', issue), of(2, 'fail', issue)]))
	expect(text(known)).toContain('The newest run, 2026-11-02: worse on dns.udp (1 cell)\n')
	expect(text(openGap)).toContain('Security gap that fails in another way now: Something is reachable')
	expect(text(known)).not.toContain('FLAKY')
	const gone = { ...run(2, 'error') }
	expect(historyText(foldHistory([of(1, 'known', openGap), gone]))).toContain(
		'Security gap of which there is no answer any more: Something is reachable · dns.udp (1 cell)',
	)
	expect(historyText(foldHistory([run(1, 'pass'), run(2, 'fail'), run(3, 'fail')]))).not.toContain('FLAKY')
})

it('is red no more once it held again', () => {
	expect(track(run(1, 'fail'), run(2, 'pass'))?.redSince).toBeUndefined()
})

it('shows a flake as one, with its rate', () => {
	const history = foldHistory([
		run(1, 'pass'),
		run(2, 'fail'),
		run(3, 'pass'),
		run(4, 'pass'),
		run(5, 'fail'),
	])
	expect(history.tracks[0]).toMatchObject({ flips: 3, chances: 4 })
	expect(historyText(history)).toMatchInlineSnapshot(`
		"5 runs, day-1 to day-5
		The newest run, 2026-11-05: worse on dns.udp (1 cell); flipping: dns.udp (1 cell)

		  dns.udp  a
		    ✔✘✔✔✘  failing since day-5  FLAKY: flipped 3 of 4 (75 %, at most 96 % with 95 % confidence)
		✔ holds · ✘ does not hold, and nobody knew · · says nothing; oldest first. A flip is a change between two runs, or two attempts, of one cell with the same stack. Each strip is of one configuration; where a check went the same way in several, they share one.
		"
	`)
	expect(historyMarkdown(history)).toContain('**3 of 4 (75 %, at most 96 % with 95 % confidence)**')
})

it('is said in Chinese as well, with nothing left in English', () => {
	const history = foldHistory([run(1, 'pass'), run(2, 'fail')])
	expect(historyText(history, 'zh')).toMatch(
		/2 次运行，day-1 至 day-2\n最新的运行（2026-11-02）：变差：dns\.udp（1 个配置）[^]*自 day-2 起失败/,
	)
	const nothing = foldHistory([run(1, 'pass'), run(2, 'pass')])
	for (const text of [historyText(history, 'zh'), historyMarkdown(history, 'zh'), historyText(nothing, 'zh')])
		expect(text).not.toMatch(/[A-Za-z]+ [a-z]+ [a-z]+/)
	expect(shapeOf(compareWords.zh)).toEqual(shapeOf(compareWords.en))
})

it('is a page in Chinese as well, with nothing left in English', () => {
	const history = foldHistory([run(1, 'pass'), run(2, 'fail'), run(3, 'pass'), run(4, 'error')])
	const page = historyHtml(history, 'zh')
	const [main = ''] = /<main [^>]*lang="zh"[^>]*>[^]*?<\/main>/.exec(page) ?? []
	expect(page).toContain('<html lang="zh">')
	expect(page).toContain('aria-label="历史"')
	const shown = main
		.replace(/<style>[^]*?<\/style>|<code>[^]*?<\/code>/g, '')
		// Its title, and what is read out of a strip, are words as well.
		.replace(/<[^>]*?(?:aria-label="([^"]*)")?>/g, ' $1 ')
	expect(shown).toContain('2026-11-02 不成立')
	expect(shown.replace(/Rootless Docker|dns\.udp|day-\d|English/g, '')).not.toMatch(/[A-Za-z]{3,}/)
	expect(historyHtml(history)).toContain('4 runs, 2026-11-01 to 2026-11-04')
	expect(historyHtml(history)).toContain(
		'✔ holds · ✘ does not hold, and nobody knew · · says nothing. A flip is',
	)
})

it('marks what is known, and a security gap, as reports do, and not as a failure that nobody knew', () => {
	const failing = run(1, 'fail')
	const as = (day: number, verdict: 'known' | 'fail', severity?: 'broken' | 'open-door'): Results => ({
		...failing,
		run: { ...failing.run, id: `day-${day}`, startedAt: `2026-11-0${day}T00:00:00.000Z` },
		cells: failing.cells.map((one) => ({
			...one,
			checks: one.checks.map((check) => ({
				...check,
				verdict,
				...(severity && {
					knownIssue: {
						id: 'known',
						title: 'known',
						severity,
						because: 'made up',
						see: 'https://example.org/',
					},
				}),
			})),
		})),
	})
	const history = foldHistory([as(1, 'known', 'broken'), as(2, 'known', 'open-door'), as(3, 'fail')])
	expect(track(as(1, 'known', 'broken'), as(2, 'known', 'open-door'))?.shown).toEqual(['known', 'open'])
	expect(historyText(history)).toContain('~▲✘  failing since day-1')
	expect(historyText(history)).toContain('▲ a known issue that is a security gap')
	for (const kind of ['known', 'open', 'fail'])
		expect(historyHtml(history)).toContain(`<g class="night-${kind}">`)
	expect(historyHtml(history, 'zh')).toContain('▲ 已知问题，且使隔离失效')
	expect(historyText(foldHistory([as(1, 'known', 'open-door'), { ...as(2, 'known'), cells: [] }]))).toContain(
		'Security gap of which there is no answer any more: ',
	)
	const opened = foldHistory([as(1, 'known', 'broken'), as(2, 'known', 'open-door')])
	expect(historyText(opened)).toContain('\n  Security gap opened: known · dns.udp (1 cell)\n')
	expect(historyText(foldHistory([as(1, 'known', 'open-door'), run(2, 'pass')]))).toContain(
		'\n  Security gap closed: known · dns.udp (1 cell)\n',
	)
	expect(historyText(foldHistory([as(1, 'known', 'open-door'), as(2, 'known', 'open-door')]))).toContain(
		'\n  Security gap open: known · dns.udp (1 cell)\n',
	)
})

it('takes a change with another stack for a finding, not for a flake', () => {
	expect(track(run(1, 'pass', '2023_03_09'), run(2, 'fail', '2025_05_03'))).toMatchObject({
		flips: 0,
		chances: 0,
		redSince: 'day-2',
	})
})

it('does not take an error for anything the product did', () => {
	expect(track(run(1, 'fail'), run(2, 'error'), run(3, 'fail'))).toMatchObject({
		flips: 0,
		chances: 1,
		redSince: 'day-1',
		points: ['bad', undefined, 'bad'],
	})
})

it('says when there is nothing to say', () => {
	expect(historyText(foldHistory([run(1, 'pass'), run(2, 'pass')]))).toContain(
		'Nothing fails and nothing has flipped.',
	)
})

it('says what could not be learned, and of no run without an answer that nothing fails', () => {
	const broke = run(2, 'error')
	const told = historyText(foldHistory([broke]))
	expect(told).toContain('Nothing was learned: no check of these runs has an answer.\n')
	expect(told).toContain('What could not be learned:\n  day-2: no check has an answer, 1 check broke\n')
	const gone = (outcome: 'error' | 'unavailable') =>
		exampleResults(
			[cell],
			[
				{ type: 'cell.started', cell: cell.id, attempt: 1 },
				{ type: 'cell.ended', cell: cell.id, outcome, reason: 'no such kernel' },
			],
		)
	expect(historyText(foldHistory([gone('error')]))).toContain('no check has an answer, 1 cell broke')
	expect(historyText(foldHistory([gone('unavailable')]))).toContain('1 cell could not be tried')
	const killed: Results = { ...broke, run: { ...broke.run, state: 'running' } }
	const some = foldHistory([run(1, 'pass'), killed])
	for (const text of [historyText(some), historyMarkdown(some)]) {
		expect(text).toContain('Nothing fails and nothing has flipped in what these runs tell')
		expect(text).toContain('it has no end')
	}
	expect(historyHtml(some)).toContain('<li>day-2: no check has an answer, it has no end')
	expect(historyText(some, 'zh')).toContain('未能得知的：\n  day-2：没有一项检查有结果')
})

it('names each run whose record is damaged, and of those that lack a little the newest', () => {
	const all = Array.from({ length: 15 }, (_, day) => {
		const one = run(1, 'pass')
		const ended = { ...one.run, id: `day-${day}`, startedAt: `2026-11-${10 + day}T00:00:00.000Z` }
		return { ...one, run: { ...ended, missing: ['Shard 2 of 3 is missing.'] } }
	})
	const history = foldHistory(all, new Map([[all[0]!, ['line 3 was lost']]]))
	expect(history.untold[0]).toMatchObject({ run: 'day-0', damage: ['line 3 was lost'] })
	const text = historyText(history)
	expect(text).toContain('  day-0: its record is damaged, a part of its plan is missing\n  day-5: a part')
	expect(text).toContain('  day-14: a part of its plan is missing\n  and 4 more\n')
})

describe('two configurations of one Docker', () => {
	const [a, b, c] = ['a', 'b', 'c'].map((id) => exampleCell(id.repeat(12), `cell-${id}`))
	const nightOf = (day: number, outcomes: Record<string, Outcome>): Results => {
		const all = [a!, b!, c!].filter(({ slug }) => slug in outcomes)
		const results = exampleResults(
			all,
			all.flatMap((one) => cellRun(one.id, checked(one.id, 'dns.udp', { outcome: outcomes[one.slug]! }))),
		)
		return {
			...results,
			run: { ...results.run, id: `day-${day}`, startedAt: `2026-11-0${day}T00:00:00.000Z` },
		}
	}
	const history = foldHistory([
		nightOf(1, { 'cell-a': 'pass', 'cell-b': 'fail', 'cell-c': 'fail' }),
		nightOf(2, { 'cell-a': 'fail', 'cell-b': 'pass', 'cell-c': 'pass' }),
	])

	it('have a strip each, and those that went the same way share one and are named', () => {
		// Mixed, both would have failed every night.
		expect(history.tracks.map(({ slug, shown }) => [slug, ...shown])).toEqual([
			['cell-a', 'pass', 'fail'],
			['cell-b', 'fail', 'pass'],
			['cell-c', 'fail', 'pass'],
		])
		const text = historyText(history)
		expect(text).toContain('  dns.udp  cell-a\n    ✔✘  failing since day-2')
		expect(text).toContain('  dns.udp  2 configurations: cell-b, cell-c\n    ✘✔\n')
		expect(text).toContain('Each strip is of one configuration')
		expect(historyMarkdown(history)).toContain('| `dns.udp` | 2 configurations: `cell-b`, `cell-c` | ✘✔ |')
		expect(historyHtml(history)).toContain('<td><code>cell-b</code><br><code>cell-c</code></td>')
	})

	it('are decided upon first: what the newest run made worse and what holds again', () => {
		const sentence = 'The newest run, 2026-11-02: worse on dns.udp (1 cell); holds again: dns.udp (2 cells)'
		expect(historyText(history).split('\n').slice(0, 2)).toEqual(['2 runs, day-1 to day-2', sentence])
		expect(historyMarkdown(history)).toMatch(/^# 2 runs\n\n\*\*The newest run/)
		const page = historyHtml(history)
		expect(page).toContain(`<strong>${sentence}</strong>`)
		expect(page.indexOf(sentence)).toBeLessThan(page.lastIndexOf('<table'))
	})

	it('are not known to hold where the newest run has them not, or could not ask', () => {
		const first = nightOf(1, { 'cell-a': 'pass', 'cell-b': 'fail', 'cell-c': 'fail' })
		const [, sentence] = historyText(foldHistory([first, nightOf(2, { 'cell-a': 'error' })])).split('\n')
		expect(sentence).toBe(
			'The newest run, 2026-11-02: 1 check without an answer any more; 2 configurations not in it',
		)
	})

	it('are a page in both languages', () => {
		const page = historyHtml(history)
		expect(page).toContain('<main id="lang=zh" lang="zh" class="other">')
		expect(page).toContain('<main id="lang=en" lang="en">')
		expect(page).toContain('href="#lang=zh"')
	})
})
