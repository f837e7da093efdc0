import axe from 'axe-core'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { foldEvents } from '../../fold/index.ts'
import type { NewEvent } from '../../schema/index.ts'
import { exampleCell, exampleResults } from '../../testing/index.ts'
import { attemptsRun } from '../testing/example-attempts.ts'
import { everyVerdict } from '../testing/example-every-verdict.ts'
import { quickRun } from '../testing/example-quick.ts'
import { launchChromium } from '../testing/chromium.ts'
import { reportHtml } from './index.ts'

let browser: Browser
let directory: string
let address: string
let attemptsAddress: string
let everyAddress: string
let killedAddress: string
let untriedAddress: string

beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), 'report-page-'))
	const file = join(directory, 'index.html')
	await writeFile(file, reportHtml(foldEvents(quickRun()), { repro: 'rootless-matrix run --preset quick' }))
	address = pathToFileURL(file).href
	const attempts = join(directory, 'attempts.html')
	await writeFile(attempts, reportHtml(foldEvents(attemptsRun())))
	attemptsAddress = pathToFileURL(attempts).href
	const every = join(directory, 'every.html')
	await writeFile(every, reportHtml(everyVerdict()))
	everyAddress = pathToFileURL(every).href
	const killed = join(directory, 'killed.html')
	const events = quickRun()
	const gaps = ['line 250 of the event log is unfinished, as a killed run leaves it']
	await writeFile(killed, reportHtml(foldEvents(events.slice(0, Math.floor(events.length * 0.6))), { gaps }))
	killedAddress = pathToFileURL(killed).href
	const untried = join(directory, 'untried.html')
	const gone = ['a', 'b'].map((letter) => exampleCell(letter.repeat(12), letter))
	const ends = gone.flatMap(({ id: cell }): NewEvent[] => [
		{ type: 'cell.started', cell, attempt: 1 },
		{ type: 'cell.ended', cell, outcome: 'unavailable', reason: 'the mirror lacks it' },
	])
	await writeFile(untried, reportHtml(exampleResults(gone, ends)))
	untriedAddress = pathToFileURL(untried).href
	browser = await launchChromium()
})
afterAll(async () => {
	await browser?.close()
	await rm(directory, { recursive: true, force: true })
})

/** Opens the page from disk and, in the end, holds it to having asked for nothing else and complained of nothing. */
async function open(
	look: (page: Page) => Promise<void>,
	hash = '',
	options: BrowserContextOptions = {},
	at = address,
): Promise<void> {
	const context = await browser.newContext({
		viewport: { width: 1280, height: 800 },
		locale: 'en-GB',
		...options,
	})
	try {
		const page = await context.newPage()
		const [asked, complaints]: [string[], string[]] = [[], []]
		page.on('request', (request) => asked.push(request.url()))
		page.on('pageerror', (error) => complaints.push(error.message))
		page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
		await page.goto(at + hash)
		await look(page)
		expect(complaints).toEqual([])
		expect([...new Set(asked)]).toEqual([at])
	} finally {
		await context.close()
	}
}

async function violations(page: Page): Promise<string[]> {
	// Through the debugger, which the page's policy does not bind.
	await page.evaluate(axe.source)
	const found = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run())
	return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

const rows = (page: Page) => page.locator('.matrix tbody tr')

describe('the report in Chromium', () => {
	it('says first what was tested, the verdict, and what is open', () =>
		open(async (page) => {
			const first = (await page.locator('body').innerText()).slice(0, 900)
			expect(first).toContain('Docker 26.1, 28.5')
			expect(first).toContain('A SECURITY GAP, and known issues')
			expect(first).toContain('icc=false is not enforced')
			expect(
				await page.evaluate("document.querySelector('.decision .gap').getBoundingClientRect().bottom"),
			).toBeLessThan(800)
		}))

	it('says of each Docker in one row whether it works, and leads to the rest', () =>
		open(async (page) => {
			const overview = page.locator('.overview tbody tr')
			expect(await overview.allInnerTexts()).toEqual([
				expect.stringMatching(/^▲ Docker debian:28\.5 works with gaps[^]*icc=false is not enforced/),
				expect.stringMatching(/^~ Docker debian:26\.1 works with gaps[^]*no security gap[^]*take /),
			])
			await overview.last().locator('th button').press('Enter')
			expect(await page.evaluate('document.activeElement.textContent')).toContain('Docker debian:26.1')
			expect(await violations(page)).toEqual([])
		}))

	it('shows every attempt of a cell, and the form of each finding', () =>
		open(
			async (page) => {
				const first = await page.locator('.first').innerText()
				expect(first).toMatch(/FLAKY[^]*dns\.udp[^]*bridge\.A timeout[^]*attempt 2: pass/)
				await page.locator('button.link', { hasText: 'k6.12-again' }).click()
				const dialog = await page.locator('dialog').innerText()
				expect(dialog).toMatch(/Attempts before the last[^]*attempt 1[^]*the cell took longer than 600 s/)
				expect(dialog).toContain('1 other check passed or skipped')
				expect(await page.locator('#known').innerText()).toMatch(/loopback reset[^]*loopback closed/)
				expect(await violations(page)).toEqual([])
			},
			'',
			{},
			attemptsAddress,
		))

	it('filters, and keeps the view in the address bar', () =>
		open(async (page) => {
			await expect.poll(() => rows(page).count()).toBe(6)
			await page.selectOption('#filter-network', 'pasta@2025_05_03')
			expect(await rows(page).count()).toBe(1)
			await page.fill('#filter-check', 'loopback-only')
			expect(await page.locator('.matrix thead th').count()).toBe(4)
			expect(page.url()).toContain('#network=pasta@2025_05_03&check=loopback-only')
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
			expect(page.url()).toContain('#rows=network&columns=daemon')
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
			expect(page.url()).toContain('cell=f00000000000')
			expect(await violations(page)).toEqual([])
			await page.keyboard.press('Escape')
			expect(await dialog.count()).toBe(0)
			expect(page.url()).not.toContain('cell=')
		}))

	it('opens the cell that an address names, and shows first what went wrong in it', () =>
		open(async (page) => {
			const first = page.getByRole('dialog').locator('.checks tr').first()
			expect(await first.innerText()).toContain('connection reset by peer')
		}, '#cell=c00000000000'))

	it('is used with the keyboard alone', () =>
		open(async (page) => {
			await page.keyboard.press('Tab')
			await page.keyboard.press('Enter')
			expect(await page.evaluate('document.activeElement.id')).toBe('choose-rows')
			for (let tabs = 0; tabs < 40; tabs++) {
				await page.keyboard.press('Tab')
				if (await page.evaluate("document.activeElement.matches('.matrix *')")) break
			}
			for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowUp'])
				await page.keyboard.press(key)
			expect(await page.evaluate('document.activeElement.className')).toBe('whole')
			await page.keyboard.press('Enter')
			expect(await page.getByRole('dialog').innerText()).toContain('pasta2025_05_03')
			await page.keyboard.press('Escape')
			expect(await page.evaluate('document.activeElement.className')).toBe('whole')
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

	it('of many kinds of verdict read them in as many lines as they take', () =>
		open(
			async (page) => {
				expect(await page.locator('.totals .tally').count()).toBeGreaterThan(8)
				expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375)
				expect(await violations(page)).toEqual([])
			},
			'',
			{ viewport: { width: 375, height: 700 } },
			everyAddress,
		))

	it('of a run that was killed meet no page wider than theirs, and are told in Chinese what is lost', () =>
		open(
			async (page) => {
				expect(await page.locator('.matrix .hidden').count()).toBeGreaterThan(0)
				expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375)
				expect(await page.locator('[role=alert]').innerText()).toContain('事件日志第 250 行不完整')
				expect(await violations(page)).toEqual([])
			},
			'',
			{ viewport: { width: 375, height: 700 }, locale: 'zh-CN' },
			killedAddress,
		))

	it('of a run in which nothing could be tried are told why, not that a filter left nothing', () =>
		open(
			async (page) => {
				const said = await page.locator('#matrix').innerText()
				expect(said).toContain('the mirror lacks it')
				expect(said).not.toContain('Nothing matches these filters')
				expect(await page.locator('.matrix tr.empty').count()).toBe(1)
				expect(await violations(page)).toEqual([])
			},
			'',
			{},
			untriedAddress,
		))

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
				expect(page.url()).toContain('lang=en')
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
