import { describe, expect, it } from 'vitest'
import { cellRun, checked, exampleCell, exampleResults, shapeOf } from '../testing/index.ts'
import type { Results } from '../schema/index.ts'
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
		expect(text).toContain('  dns.udp  2 configurations: cell-b, cell-c\n    ✘✔  FLAKY')
		expect(text).toContain('Each strip is of one configuration')
		expect(historyMarkdown(history)).toContain('| `dns.udp` | 2 configurations: `cell-b`, `cell-c` | ✘✔ |')
		expect(historyHtml(history)).toContain('<td><code>cell-b</code><br><code>cell-c</code></td>')
	})

	it('are decided upon first: what the newest run made worse and what holds again', () => {
		const sentence =
			'The newest run, 2026-11-02: worse on dns.udp (1 cell); holds again: dns.udp (2 cells); flipping: dns.udp (3 cells)'
		expect(historyText(history).split('\n').slice(0, 2)).toEqual(['2 runs, day-1 to day-2', sentence])
		expect(historyMarkdown(history)).toMatch(/^# 2 runs\n\n\*\*The newest run/)
		const page = historyHtml(history)
		expect(page).toContain(`<strong>${sentence}</strong>`)
		expect(page.indexOf(sentence)).toBeLessThan(page.lastIndexOf('<table'))
	})

	it('are not known to hold where the newest run has them not, or could not ask', () => {
		const first = nightOf(1, { 'cell-a': 'pass', 'cell-b': 'fail', 'cell-c': 'fail' })
		const [, sentence] = historyText(foldHistory([first, nightOf(2, { 'cell-a': 'error' })])).split('\n')
		expect(sentence).toBe('The newest run, 2026-11-02: 1 check no longer known; 2 configurations not in it')
	})

	it('are a page in both languages', () => {
		const page = historyHtml(history)
		expect(page).toContain('<main id="lang=zh" lang="zh" class="other">')
		expect(page).toContain('<main id="lang=en" lang="en">')
		expect(page).toContain('href="#lang=zh"')
	})
})
