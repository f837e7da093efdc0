import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { foldEvents } from '../../fold/index.ts'
import { launchChromium } from '../testing/chromium.ts'
import { manyEvents } from '../testing/many-cells.ts'
import { reportHtml } from './index.ts'

// 10,000 cells of 50 checks. Processor time is measured, not the clock: other work on the machine is no regression.
let browser: Browser
let directory: string
let address: string
let foldSeconds: number

beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), 'report-scale-'))
	const events = manyEvents(10_000, 50)
	const before = process.cpuUsage()
	const results = foldEvents(events)
	const { user, system } = process.cpuUsage(before)
	foldSeconds = (user + system) / 1e6
	const file = join(directory, 'index.html')
	await writeFile(file, reportHtml(results))
	address = pathToFileURL(file).href
	browser = await launchChromium()
})
afterAll(async () => {
	await browser?.close()
	await rm(directory, { recursive: true, force: true })
})

it('folds a million events in under 8 seconds and 1 GiB, page included', () => {
	// 4.2 to 4.7 on an idle machine that is slow, and 5.3 on the same one when it is busy: caches are shared.
	expect(foldSeconds).toBeLessThan(8)
	// KiB; the high-water mark of this process, vitest and all.
	expect(process.resourceUsage().maxRSS).toBeLessThan(1024 * 1024)
})

/** A page of its own with all the cells, and what its thread has worked for that, in seconds: parsing, scripts, layout. */
async function openPage(context: BrowserContext) {
	const page = await context.newPage()
	const session = await context.newCDPSession(page)
	await session.send('Performance.enable', { timeDomain: 'threadTicks' })
	const worked = async (): Promise<number> => {
		const { metrics } = await session.send('Performance.getMetrics')
		return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN
	}
	const drawn = () => page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done)))')
	const cost = async (action: () => Promise<unknown>): Promise<number> => {
		const before = await worked()
		await action()
		await drawn()
		return (await worked()) - before
	}
	// The page's count starts anew with its address.
	await page.goto(address)
	await drawn()
	return { page, cost, opened: await worked() }
}

it('opens in under two seconds, turns in under one, and filters in under a tenth', async () => {
	// The least of several is what it costs: whoever works on the same core takes its caches, and so processor time.
	let least = Number.POSITIVE_INFINITY
	for (let time = 0; time < 6 && least >= 2; time++) {
		const once = await browser.newContext()
		least = Math.min(least, (await openPage(once)).opened)
		await once.close()
	}
	expect(least).toBeLessThan(2)
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
	const { page, cost } = await openPage(context)
	expect(await page.locator('.matrix tbody tr').count()).toBe(12)
	expect(await cost(() => page.selectOption('#choose-rows', 'network'))).toBeLessThan(1)
	await page.evaluate(`location.hash = ''`)
	await page.evaluate('matrix.scrollIntoView()')
	// As a reader's choice arrives; Playwright's own would be measured as well.
	for (const [what, choose] of Object.entries({
		axis: "document.getElementById('filter-docker').value = 'debian:26.1'; document.getElementById('filter-docker').dispatchEvent(new Event('change'))",
		verdict: "document.getElementById('verdict-f').click()",
		check:
			"document.getElementById('filter-check').value = 'publish'; document.getElementById('filter-check').dispatchEvent(new Event('input'))",
		clear: "document.getElementById('clear').click()",
	})) {
		const all: number[] = []
		for (let time = 0; time < 5; time++) {
			if (what === 'clear') await page.evaluate("document.getElementById('verdict-f').click()")
			all.push(await cost(() => page.evaluate(choose)))
			await page.evaluate("document.getElementById('clear').click()")
		}
		expect(Math.min(...all), what).toBeLessThan(0.1)
	}
	await context.close()
})

it('draws a part of so many columns, says so, and opens a cell that is not among them', async () => {
	const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
	await page.goto(`${address}#rows=check&columns=cell`)
	expect(await page.locator('.matrix thead th').count()).toBe(61)
	expect(await page.locator('.folded').textContent()).toContain('Only the first 60 of 10000 columns')
	const last = (9_999).toString(16).padStart(12, '0')
	await page.evaluate(`location.hash = '#rows=check&columns=cell&cell=${last}'`)
	expect(await page.locator('dialog[open] #cell-title').textContent()).toContain('cell-9999')
	await page.keyboard.press('Escape')
	await page.click('.folded button')
	expect(await page.locator('.folded').count()).toBe(0)
	expect(await page.evaluate('document.activeElement.id')).toBe('swap')
	await page.close()
})
