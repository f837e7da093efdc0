import { afterAll, beforeAll, expect, it } from 'vitest'
import { longWords } from '../testing/long-words.ts'
import { OpenedPages, violations } from '../testing/opened-page.ts'
import { diffResults, renderDiff } from '../../diff/index.ts'
import { foldHistory, historyForms } from '../../history/index.ts'

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
		await renderDiff('html', (language) => diffResults({ ...before, cells: passing }, after, language)),
	)
	for (const width of [375, 1280])
		await pages.open(
			at,
			async (page) => {
				const wider = `[document.documentElement, ...document.querySelectorAll('main:not(.other) .scroll')].map((one) => one.scrollWidth - one.clientWidth)`
				expect(await page.evaluate(wider)).toEqual([0, 0])
				expect(await page.locator('.changes tbody td:visible').count()).toBe(4)
				expect(await violations(page)).toEqual([])
			},
			'',
			{ viewport: { width, height: 700 } },
		)
})

it.each(['diff', 'history'] as const)(
	'the page of a %s is read in either language, and its address says in which',
	async (what) => {
		const [before, after] = [longWords('y'), longWords('x')]
		const html =
			what === 'diff'
				? await renderDiff('html', (language) => diffResults(before, after, language))
				: historyForms.find(({ id }) => id === 'html')!.render(foldHistory([before, after]))
		const at = await pages.write(what, html)
		for (const [hash, title, other] of [
			['', 'Rootless Docker networking', 'Rootless Docker 网络兼容性'],
			['#lang=zh', 'Rootless Docker 网络兼容性', 'Rootless Docker networking'],
			['#lang=en', 'Rootless Docker networking', 'Rootless Docker 网络兼容性'],
		] as const)
			await pages.open(
				at,
				async (page) => {
					const shown = async () => (await page.locator('h1:visible').allInnerTexts()).join()
					expect(await shown()).toMatch(new RegExp(`^${title}`))
					expect(await violations(page)).toEqual([])
					await page.locator('nav a:visible').press('Enter')
					await expect.poll(shown).toMatch(new RegExp(`^${other}`))
					expect(page.url()).toMatch(/#lang=(?:en|zh)$/)
					expect(await page.locator('main:visible').count()).toBe(1)
				},
				hash,
				{ viewport: { width: 375, height: 700 } },
			)
	},
)
