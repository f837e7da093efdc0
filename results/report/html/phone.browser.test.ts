import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { foldEvents } from '../../fold/index.ts'
import { quickRun } from '../testing/example-quick.ts'
import { OpenedPages, violations } from '../testing/opened-page.ts'
import { holds, ran, reset, slirp } from '../testing/tried-27-5-1.ts'
import { reportHtml } from './index.ts'

const cmdline = 'systemd.unified_cgroup_hierarchy=0 SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE=1 ipv6.disable=1'
const options = { viewport: { width: 375, height: 700 } }

let pages: OpenedPages
let quick: string
let long: string
beforeAll(async () => {
	pages = await OpenedPages.start()
	quick = await pages.write('quick', reportHtml(foldEvents(quickRun())))
	const tried = ran(
		{ axes: { ...slirp, cmdline }, checks: holds },
		{ axes: slirp, checks: holds },
		{ axes: { cmdline }, checks: reset },
		{ checks: reset },
	)
	long = await pages.write('long', reportHtml(tried))
})
afterAll(() => pages?.[Symbol.asyncDispose]())

describe('a phone', () => {
	it.each([
		'',
		'#rows=cmdline&columns=network',
		'#rows=network&columns=cmdline',
		'#map=cmdline,network',
		`#cmdline=${encodeURIComponent(cmdline)}`,
	])('shows a kernel command line of 80 letters without a wider page: %s', (hash) =>
		pages.open(
			long,
			async (page) => {
				expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375)
				// What stands still beside the columns leaves room for them.
				const names = await page.locator('.matrix tbody th').first().boundingBox()
				expect(names?.width).toBeLessThan(200)
			},
			hash,
			options,
		),
	)

	it.each(['.overview', '.first .stacked:not(.overview)'])(
		'says of each value what it is, without a head: %s',
		(table) =>
			pages.open(
				quick,
				async (page) => {
					await expect.poll(() => page.locator(`${table} tbody td`).count()).toBeGreaterThan(0)
					expect(await page.locator(`${table} thead:visible`).count()).toBe(0)
					expect(await headsOf(page, table)).toEqual(
						(await page.locator(`${table} thead th`).allTextContents()).slice(1),
					)
					expect(await violations(page)).toEqual([])
				},
				'',
				options,
			),
	)

	it.each(['', '#cell=c00000000000'])('cuts no picture: it scrolls, and one sees that it does (%s)', (hash) =>
		pages.open(
			quick,
			async (page) => {
				const pictures = await page.evaluate<{ inside: boolean; scrolls: boolean; shade: boolean }[]>(
					`[...document.querySelectorAll('svg')].map((one) => {
						const region = one.closest('.scroll')
						const style = getComputedStyle(region)
						return {
							inside: one.getBoundingClientRect().width <= region.scrollWidth,
							scrolls: style.overflowX === 'auto',
							shade: style.backgroundImage.includes('gradient'),
						}
					})`,
				)
				expect(pictures.length).toBeGreaterThan(0)
				for (const one of pictures) expect(one).toEqual({ inside: true, scrolls: true, shade: true })
			},
			hash,
			options,
		),
	)
})

/** What stands before the values of the first row. */
const headsOf = (page: Page, table: string): Promise<string[]> =>
	page.evaluate(
		`[...document.querySelectorAll('${table} tbody tr')].map((row) => [...row.querySelectorAll('td')].map((one) => getComputedStyle(one, '::before').content.slice(1, -1).trim()))[0]`,
	)
