import { afterAll, beforeAll, expect, it } from 'vitest'
import { cellRun, checked, exampleCell, exampleResults } from '../../testing/index.ts'
import { OpenedPages } from '../testing/opened-page.ts'
import { reportHtml } from './index.ts'

const cell = exampleCell('a'.repeat(12), 'soaked')
const phases = Object.entries({ boot: 14_000, install: 59_000, suites: 689_000 }).map(([name, ms]) => ({
	name,
	ms,
}))

let pages: OpenedPages
let soaked: string
beforeAll(async () => {
	pages = await OpenedPages.start()
	const usage = {
		seconds: [0, 300, 600],
		descriptors: { dockerd: [40, 41, 46], containerd: [20, 20, 21], rootlesskit: [30, 34, 34] },
	}
	const checks = checked(cell.id, 'daemon.soak', { observations: { usage } })
	const results = exampleResults([cell], cellRun(cell.id, checks))
	const cells = results.cells.map((one) => ({ ...one, phases }))
	soaked = await pages.write('soaked', reportHtml({ ...results, cells }))
})
afterAll(() => pages?.[Symbol.asyncDispose]())

const hash = `#cell=${cell.id}`

it('no word of a picture stands outside of it, also where a cell took 12 minutes and 42 seconds', () =>
	pages.open(
		soaked,
		async (page) => {
			await expect.poll(() => page.locator('dialog .chart').count()).toBe(3)
			const outside = await page.evaluate<string[]>(
				`[...document.querySelectorAll('svg')].flatMap((one) => {
					const { width } = one.viewBox.baseVal
					return [...one.querySelectorAll('text')].filter((text) => {
						const box = text.getBBox()
						return box.x < 0 || box.x + box.width > width
					}).map((text) => text.textContent)
				})`,
			)
			expect(outside).toEqual([])
			expect(await page.locator('dialog .chart').first().textContent()).toContain('12 min 42 s')
		},
		hash,
	))

it('the trace of a cell says which colour is which phase', () =>
	pages.open(
		soaked,
		async (page) => {
			const legend = page.locator('dialog .legend > span')
			expect((await legend.allInnerTexts()).map((text) => text.trim())).toEqual([
				'boot 14 s',
				'install 59 s',
				'suites 11 min 29 s',
			])
			const colours = await page.evaluate<[string[], string[]]>(
				`[['.legend .swatch', 'backgroundColor'], ['.chart .phase', 'fill']].map(([at, property]) =>
					[...document.querySelectorAll('dialog ' + at)].map((one) => getComputedStyle(one)[property]))`,
			)
			expect(new Set(colours[0]).size).toBe(3)
			expect(colours[1]).toEqual(colours[0])
		},
		hash,
	))

it('a soak is not called the same cell again without its time: the page says what its command leaves out', () =>
	pages.open(
		soaked,
		async (page) =>
			expect(await page.locator('dialog .repro').innerText()).toContain('add --soak and a time'),
		hash,
	))
