import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { foldEvents } from '../../fold/index.ts'
import type { NewEvent } from '../../schema/index.ts'
import { exampleCell, exampleResults } from '../../testing/index.ts'
import { attemptsRun } from '../testing/example-attempts.ts'
import { everyVerdict } from '../testing/example-every-verdict.ts'
import { longWords } from '../testing/long-words.ts'
import { quickRun } from '../testing/example-quick.ts'
import { OpenedPages, violations } from '../testing/opened-page.ts'
import { reportHtml } from './index.ts'

let pages: OpenedPages
let attempts: string
let every: string
let killed: string
let untried: string
beforeAll(async () => {
	pages = await OpenedPages.start()
	attempts = await pages.write('attempts', reportHtml(foldEvents(attemptsRun())))
	every = await pages.write('every', reportHtml(everyVerdict()))
	const events = quickRun()
	const gaps = ['line 250 of the event log is unfinished, as a killed run leaves it']
	const begun = foldEvents(events.slice(0, Math.floor(events.length * 0.6)))
	killed = await pages.write('killed', reportHtml(begun, { gaps }))
	const gone = ['a', 'b'].map((letter) => exampleCell(letter.repeat(12), letter))
	const ends = gone.flatMap(({ id: cell }): NewEvent[] => [
		{ type: 'cell.started', cell, attempt: 1 },
		{ type: 'cell.ended', cell, outcome: 'unavailable', reason: 'the mirror lacks it' },
	])
	untried = await pages.write('untried', reportHtml(exampleResults(gone, ends)))
})
afterAll(() => pages?.[Symbol.asyncDispose]())

describe('readers', () => {
	it('are shown every attempt of a cell, and the form of each finding', () =>
		pages.open(attempts, async (page) => {
			const first = await page.locator('.first').innerText()
			expect(first).toMatch(/FLAKY[^]*dns\.udp[^]*bridge\.A timeout[^]*attempt 2: pass/)
			await page.locator('button.link', { hasText: 'k6.12-again' }).click()
			const dialog = await page.locator('dialog').innerText()
			expect(dialog).toMatch(/Attempts before the last[^]*attempt 1[^]*the cell took longer than 600 s/)
			expect(dialog).toContain('1 other check passed or skipped')
			expect(await page.locator('#known').innerText()).toMatch(/loopback reset[^]*loopback closed/)
			expect(await violations(page)).toEqual([])
		}))

	it('of many kinds of verdict read them in as many lines as they take', () =>
		pages.open(
			every,
			async (page) => {
				expect(await page.locator('.totals .tally').count()).toBeGreaterThan(8)
				expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375)
				expect(await violations(page)).toEqual([])
			},
			'',
			{ viewport: { width: 375, height: 700 } },
		))

	it('of words of 10 kB meet no page and no dialog wider than theirs', async () => {
		const results = longWords()
		const at = await pages.write('long', reportHtml(results))
		const widths = `[document.documentElement, document.querySelector('dialog')].map((one) => one.scrollWidth - one.clientWidth)`
		for (const width of [375, 1280])
			await pages.open(
				at,
				async (page) => {
					await expect.poll(() => page.locator('dialog[open] #cell-title').count()).toBe(1)
					expect(await page.evaluate(widths)).toEqual([0, 0])
				},
				`#cell=${results.cells[0]?.id}`,
				{ viewport: { width, height: 700 } },
			)
	})

	it('of a run that was killed meet no page wider than theirs, and are told in Chinese what is lost', () =>
		pages.open(
			killed,
			async (page) => {
				expect(await page.locator('.matrix .hidden').count()).toBeGreaterThan(0)
				expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375)
				expect(await page.locator('[role=alert]').innerText()).toContain('事件日志第 250 行不完整')
				expect(await violations(page)).toEqual([])
			},
			'',
			{ viewport: { width: 375, height: 700 }, locale: 'zh-CN' },
		))

	it('of a run in which nothing could be tried are told why, not that a filter left nothing', () =>
		pages.open(untried, async (page) => {
			const said = await page.locator('#matrix').innerText()
			expect(said).toContain('the mirror lacks it')
			expect(said).not.toContain('Nothing matches these filters')
			expect(await page.locator('.matrix tr.empty').count()).toBe(1)
			expect(await violations(page)).toEqual([])
		}))
})
