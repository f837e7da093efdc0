import { expect, it } from 'vitest'
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
const track = (...runs: Results[]) => foldHistory(runs).tracks.find(({ axis }) => axis === 'network')

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
		  dns.udp  kernel debian:6.12
		    ✔✘✔✔✘  failing since day-5  FLAKY: flipped 3 of 4 (75 %, at most 96 % with 95 % confidence)
		✔ holds · ✘ does not hold, and nobody knew · · says nothing; oldest first. A flip is a change between two runs, or two attempts, of one cell with the same stack.
		"
	`)
	expect(historyMarkdown(history)).toContain('**3 of 4 (75 %, at most 96 % with 95 % confidence)**')
})

it('is said in Chinese as well, with nothing left in English', () => {
	const history = foldHistory([run(1, 'pass'), run(2, 'fail')])
	expect(historyText(history, 'zh')).toMatch(
		/2 次运行，day-1 至 day-2[^]*内核 debian:6\.12[^]*自 day-2 起失败/,
	)
	const nothing = foldHistory([run(1, 'pass'), run(2, 'pass')])
	for (const text of [historyText(history, 'zh'), historyMarkdown(history, 'zh'), historyText(nothing, 'zh')])
		expect(text).not.toMatch(/[A-Za-z]+ [a-z]+ [a-z]+/)
	expect(shapeOf(compareWords.zh)).toEqual(shapeOf(compareWords.en))
})

it('is a page in Chinese as well, with nothing left in English', () => {
	const history = foldHistory([run(1, 'pass'), run(2, 'fail'), run(3, 'pass'), run(4, 'error')])
	const page = historyHtml(history, 'zh')
	expect(page).toContain('<html lang="zh">')
	expect(page).toContain('aria-label="历史"')
	const shown = page
		.replace(/<style>[^]*?<\/style>|<code>[^]*?<\/code>/g, '')
		// Its title, and what is read out of a strip, are words as well.
		.replace(/<[^>]*?(?:aria-label="([^"]*)")?>/g, ' $1 ')
	expect(shown).toContain('2026-11-02 不成立')
	expect(shown.replace(/Rootless Docker|dns\.udp|day-\d|Docker|debian:\S+|upstream:\S+/g, '')).not.toMatch(
		/[A-Za-z]{3,}/,
	)
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
