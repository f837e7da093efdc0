import { afterAll, beforeAll, expect, it } from 'vitest'
import { longWords } from '../testing/long-words.ts'
import { OpenedPages, violations } from '../testing/opened-page.ts'
import { diffResults, renderDiff } from '../../diff/index.ts'

let pages: OpenedPages
beforeAll(async () => {
	pages = await OpenedPages.start()
})
afterAll(() => pages?.[Symbol.asyncDispose]())

it('shows every column of what changed on a phone, and words of 10 kB widen nothing', async () => {
	const [before, after] = [longWords('y'), longWords('x')]
	const passing = before.cells.map((cell) => ({
		...cell,
		checks: cell.checks.map((one) => (one.id === 'dns.udp' ? { ...one, verdict: 'pass' as const } : one)),
	}))
	const at = await pages.write(
		'diff',
		await renderDiff('html', diffResults({ ...before, cells: passing }, after)),
	)
	for (const width of [375, 1280])
		await pages.open(
			at,
			async (page) => {
				const wider = `[document.documentElement, ...document.querySelectorAll('.scroll')].map((one) => one.scrollWidth - one.clientWidth)`
				expect(await page.evaluate(wider)).toEqual([0, 0])
				expect(await page.locator('.changes tbody td').count()).toBe(4)
				expect(await violations(page)).toEqual([])
			},
			'',
			{ viewport: { width, height: 700 } },
		)
})
