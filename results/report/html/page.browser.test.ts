import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { foldEvents } from '../../fold/index.ts'
import { quickRun } from '../testing/example-quick.ts'
import { OpenedPages, violations } from '../testing/opened-page.ts'
import { reportHtml } from './index.ts'

let pages: OpenedPages
let address: string
beforeAll(async () => {
	pages = await OpenedPages.start()
	address = await pages.write(
		'quick',
		reportHtml(foldEvents(quickRun()), { repro: 'rootless-matrix run --preset quick' }),
	)
})
afterAll(() => pages?.[Symbol.asyncDispose]())

const open = (look: (page: Page) => Promise<void>, hash?: string, options?: BrowserContextOptions) =>
	pages.open(address, look, hash, options)
const rows = (page: Page) => page.locator('.matrix tbody tr')

describe('the report in Chromium', () => {
	it('says first what was tested, the verdict, and what is open', () =>
		open(async (page) => {
			const first = (await page.locator('body').innerText()).slice(0, 900)
			expect(first).toContain('Docker 26.1, 28.5')
			expect(first).toContain('A SECURITY GAP, and known issues')
			expect(first).toContain('icc=false is not enforced')
			expect(await page.locator('.totals').innerText()).toMatch(/71 ✔ pass[^]*2 that need no daemon/)
			expect(
				await page.evaluate("document.querySelector('.decision .gap').getBoundingClientRect().bottom"),
			).toBeLessThan(800)
		}))

	it('says of each Docker in one row whether it works, and leads to the rest', () =>
		open(async (page) => {
			const overview = page.locator('.overview tbody tr')
			expect(await overview.allInnerTexts()).toEqual([
				expect.stringMatching(/^▲ Docker debian:28\.5 works with gaps[^]*icc=false is not enforced/),
				expect.stringMatching(/^~ Docker debian:26\.1 works with gaps[^]*none in what was asked[^]*take /),
			])
			await overview.last().locator('th button').press('Enter')
			expect(await page.evaluate('document.activeElement.textContent')).toContain('Docker debian:26.1')
			expect(await violations(page)).toEqual([])
		}))

	it('filters, and keeps the view in the address bar', () =>
		open(async (page) => {
			await expect.poll(() => rows(page).count()).toBe(6)
			await page.selectOption('#filter-network', 'pasta@2025_05_03')
			expect(await rows(page).count()).toBe(1)
			await page.fill('#filter-check', 'loopback-only')
			expect(await page.locator('.matrix thead th').count()).toBe(4)
			await expect.poll(() => page.url()).toContain('#network=pasta@2025_05_03&check=loopback-only')
			await page.reload()
			expect(await rows(page).count()).toBe(1)
			expect(await page.inputValue('#filter-check')).toBe('loopback-only')
			await page.click('#clear')
			expect(await rows(page).count()).toBe(6)
			await page.click('#verdict-o')
			expect(await rows(page).allInnerTexts()).toEqual([expect.stringMatching(/28\.5[^]*▲ GAP/)])
		}))

	it('keeps the place of somebody who types a filter', () =>
		open(async (page) => {
			await page.locator('#filter-check').pressSequentially('icc')
			expect(await page.inputValue('#filter-check')).toBe('icc')
			expect(await page.evaluate('document.activeElement.id')).toBe('filter-check')
		}))

	it('turns to any two axes, and from a square of them to its cells', () =>
		open(async (page) => {
			await page.selectOption('#choose-rows', 'network')
			await page.selectOption('#choose-columns', 'daemon')
			await expect.poll(() => page.url()).toContain('#rows=network&columns=daemon')
			const square = rows(page).filter({ hasText: 'slirp4netns' }).locator('td').nth(1)
			expect(await square.innerText()).toMatch(/^~ known 1\/\d+$/)
			await square.click()
			expect(await rows(page).count()).toBe(2)
		}))

	it('opens a cell to its stack, checks with expected and found, and the command', () =>
		open(async (page) => {
			await page.locator('td[data-letter="o"]').click()
			const dialog = page.getByRole('dialog')
			const text = await dialog.innerText()
			for (const part of [
				'28.5.2+dfsg4',
				'a neighbour answered with the nonce',
				'expected to fail',
				'boot 14 s',
			])
				expect(text).toContain(part)
			expect(text).toContain(
				'rootless-matrix run --preset quick --only k6.12-absent-docker28.5-slirp4netns-builtin-icc-off-ignored',
			)
			await expect.poll(() => page.url()).toContain('cell=f00000000000')
			expect(await violations(page)).toEqual([])
			await page.keyboard.press('Escape')
			await expect.poll(() => dialog.count()).toBe(0)
			await expect.poll(() => page.url()).not.toContain('cell=')
		}))

	it('opens the cell that an address names, and shows first what went wrong in it', () =>
		open(async (page) => {
			const first = page.getByRole('dialog').locator('.checks tr').first()
			expect(await first.innerText()).toContain('connection reset by peer')
		}, '#cell=c00000000000'))

	it.each(['at=egress.tcp', 'check=egress.tcp'])('opens a cell at the check of an address: %s', (check) =>
		open(async (page) => {
			const row = page.locator('dialog .wanted')
			await expect.poll(() => row.count()).toBe(1)
			expect(await row.innerText()).toContain('egress.tcp')
			const middle = await page.evaluate(
				"document.querySelector('dialog .wanted').getBoundingClientRect().top",
			)
			expect(middle).toBeGreaterThan(0)
			expect(middle).toBeLessThan(800)
			// What is sent to somebody else leads there as well.
			await expect.poll(() => page.url()).toContain(check)
			await page.keyboard.press('Escape')
			await expect.poll(() => page.url()).not.toContain('at=')
		}, `#cell=c00000000000&${check}`),
	)

	it('keeps the check of a square that was opened in the address', () =>
		open(async (page) => {
			await page.locator('.matrix tbody td:not(.whole)').nth(3).click()
			await expect.poll(() => page.url()).toMatch(/#cell=\w+&at=[\w.-]+$/)
		}))

	it('is used with the keyboard alone', () =>
		open(async (page) => {
			await page.keyboard.press('Tab')
			await page.keyboard.press('Enter')
			// The first link leads into the grid, past what chooses its rows and columns.
			expect(await page.evaluate("document.activeElement.matches('.matrix *')")).toBe(true)
			for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowUp'])
				await page.keyboard.press(key)
			expect(await page.evaluate('document.activeElement.className')).toBe('whole')
			await page.keyboard.press('Enter')
			expect(await page.getByRole('dialog').innerText()).toContain('pasta2025_05_03')
			await page.keyboard.press('Escape')
			await expect.poll(() => page.evaluate('document.activeElement.className')).toBe('whole')
			await page.keyboard.press('Tab')
			expect(await page.evaluate("document.activeElement.matches('.matrix *')")).toBe(false)
		}))
})

describe('readers', () => {
	it.each(['light', 'dark'] as const)('with a %s screen meet nothing that axe objects to', (colorScheme) =>
		open(async (page) => expect(await violations(page)).toEqual([]), '', { colorScheme }),
	)

	it('choose light or dark themselves', () =>
		open(async (page) => {
			const paper = () => page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor')
			const before = await paper()
			await page.click('#theme')
			expect(await paper()).not.toBe(before)
			expect(await violations(page)).toEqual([])
		}))

	it.each(['', '#cell=c00000000000', '#rows=network&columns=docker'])(
		'with 375 pixels scroll in one direction only (%s)',
		(hash) =>
			open(
				async (page) => {
					expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375)
					const turn = await page.locator('#turns tr').first().boundingBox()
					expect(turn?.height).toBeLessThan(250)
					expect(await violations(page)).toEqual([])
				},
				hash,
				{ viewport: { width: 375, height: 700 } },
			),
	)

	it('of Chinese meet no English sentence but what is quoted', () =>
		open(
			async (page) => {
				const said = await page.evaluate<string[]>(`[...document.querySelectorAll('main *, dialog *')]
					.filter((one) => !one.closest('code, pre, .file'))
					.flatMap((one) => [...one.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data))`)
				// What a check said of itself is evidence, and this run has two that did.
				const quoted = /connection reset by peer|the container saw/
				const sentence = /(?<![\w/.=:-])[A-Za-z][a-z']+(?: [a-z']+){3,}/
				expect(said.filter((text) => sentence.test(text) && !quoted.test(text))).toEqual([])
				expect(await page.locator('dialog svg.network').getAttribute('aria-label')).toContain('止于')
			},
			'#cell=c00000000000',
			{ locale: 'zh-CN' },
		))

	it('of Chinese get Chinese, and may change it', () =>
		open(
			async (page) => {
				expect(await page.locator('h1').innerText()).toContain('网络兼容性')
				expect(await page.getAttribute('html', 'lang')).toBe('zh')
				expect(await violations(page)).toEqual([])
				await page.click('#language')
				expect(await page.locator('h1').innerText()).toContain('Rootless Docker networking')
				await expect.poll(() => page.url()).toContain('lang=en')
			},
			'',
			{ locale: 'zh-CN' },
		))

	it('of Chinese filter in Chinese, and find the same filtered in English', () =>
		open(
			async (page) => {
				await page.selectOption('#filter-brNetfilter', '不存在')
				expect(await rows(page).count()).toBe(2)
				await expect.poll(() => page.url()).toContain('#brNetfilter=absent')
				await page.click('#language')
				expect(await page.inputValue('#filter-brNetfilter')).toBe('absent')
				expect(await rows(page).count()).toBe(2)
			},
			'',
			{ locale: 'zh-CN' },
		))

	it('on paper get the whole matrix and nothing to press', () =>
		open(async (page) => {
			await page.emulateMedia({ media: 'print' })
			expect(await page.locator('button:visible:not(.link):not(.cell-name)').count()).toBe(0)
			const [table, region] = await page.evaluate<[number, number]>(
				"['.matrix', '.tall-region'].map((one) => document.querySelector(one).getBoundingClientRect().height)",
			)
			expect(table).toBeLessThanOrEqual(region + 1)
			expect((await page.pdf({ preferCSSPageSize: true })).length).toBeGreaterThan(10_000)
		}))
})
