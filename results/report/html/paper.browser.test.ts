import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { foldEvents } from '../../fold/index.ts'
import { manyEvents } from '../testing/many-cells.ts'
import { quickRun } from '../testing/example-quick.ts'
import { OpenedPages } from '../testing/opened-page.ts'
import { reportHtml } from './index.ts'

let pages: OpenedPages
let quick: string
let wide: string
beforeAll(async () => {
	pages = await OpenedPages.start()
	quick = await pages.write('quick', reportHtml(foldEvents(quickRun())))
	// More rows than a screen has, and more columns than a page.
	wide = await pages.write('wide', reportHtml(foldEvents(manyEvents(60, 90))))
})
afterAll(() => pages?.[Symbol.asyncDispose]())

/** A4 on its side without the margins, at 96 pixels an inch. */
const options = { viewport: { width: 1032, height: 703 } }

/** What is printed, as the page makes it for that. */
const onPaper = (at: string, look: (page: Page) => Promise<void>, hash = '') =>
	pages.open(
		at,
		async (page) => {
			await page.emulateMedia({ media: 'print' })
			await page.evaluate("dispatchEvent(new Event('beforeprint'))")
			await look(page)
		},
		hash,
		options,
	)

it.each([
	'',
	'#rows=check&columns=cell',
	'#rows=network&columns=daemon',
	'#rows=daemon&columns=check',
	'#cell=c00000000000',
])('nothing is wider than the paper, which would make all of it smaller: %s', (hash) =>
	onPaper(
		quick,
		async (page) => expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(1032),
		hash,
	),
)

it('each check of each cell is there, also what one page is too narrow for and a screen too low', () =>
	onPaper(wide, async (page) => {
		expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(1032)
		const parts = page.locator('.paper .matrix')
		expect(await parts.count()).toBe(2)
		expect(await page.locator('.paper [data-letter]').count()).toBe(60 * 90)
		expect(await parts.first().locator('thead th').count()).toBe(2 + 45)
		expect(await parts.last().locator('tbody tr').count()).toBe(60)
		expect(await page.locator('.matrix:visible').count()).toBe(2)
	}))

it('a sign is read with the legend, and no picture is higher than a page', () =>
	onPaper(quick, async (page) => {
		expect(await page.locator('.paper tbody tr').first().locator('td').nth(1).innerText()).toBe('✔')
		expect(await page.locator('.paper .legend').innerText()).toContain('✔ pass')
		const heights = await page.evaluate<number[]>(
			"[...document.querySelectorAll('main svg')].map((one) => one.getBoundingClientRect().height)",
		)
		expect(Math.max(...heights)).toBeLessThan(640)
	}))

it('what is folded on the screen is there, and folded again afterwards', () =>
	onPaper(quick, async (page) => {
		expect(await page.locator('#skipped li').count()).toBeGreaterThan(0)
		expect(await page.locator('main details:not([open])').count()).toBe(0)
		await page.evaluate("dispatchEvent(new Event('afterprint'))")
		expect(await page.locator('#skipped[open], .paper').count()).toBe(0)
	}))

it('an open cell is printed instead of the page behind it', () =>
	onPaper(
		quick,
		async (page) => {
			const said = await page.locator('body').innerText()
			expect(said).toContain('Run this cell again')
			expect(said).not.toContain('Does it work?')
			expect(await page.locator('button:visible').count()).toBe(0)
			await page.evaluate("dispatchEvent(new Event('afterprint'))")
			await expect.poll(() => page.locator('dialog[open]').count()).toBe(1)
			expect(await page.locator('.paper').count()).toBe(0)
		},
		'#cell=c00000000000',
	))
