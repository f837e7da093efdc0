import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { foldEvents } from '../../fold/index.ts'
import { reportHtml } from '../html/index.ts'
import { launchChromium } from './chromium.ts'
import { manyEvents } from './many-cells.ts'

// `npm run bench:page [-- CELLS CHECKS]`: how large the page is, and what it costs a browser to open and to filter it.
// Processor time of the page's own thread: other work on the machine is none of it.

const [cells = 10_000, checks = 60] = process.argv.slice(2).map(Number)
/** Of figures that begin with a number. */
const least = (figures: readonly string[]): string =>
	`${figures.toSorted((a, b) => parseInt(a) - parseInt(b))[0]} (of ${figures.map((one) => parseInt(one)).join(', ')})`

const directory = await mkdtemp(join(tmpdir(), 'bench-page-'))
const file = join(directory, 'index.html')
const folding = process.cpuUsage()
const results = foldEvents(manyEvents(cells, checks))
const folded = process.cpuUsage(folding)
const rendering = process.cpuUsage()
const html = reportHtml(results)
const rendered = process.cpuUsage(rendering)
await writeFile(file, html)
const browser = await launchChromium()
try {
	const page = await browser.newPage({ viewport: { width: 1400, height: 900 } })
	const session = await page.context().newCDPSession(page)
	await session.send('Performance.enable', { timeDomain: 'threadTicks' })
	/** What the page's thread did until now, in milliseconds: all of it, and the parts that the browser tells apart. */
	const worked = async (): Promise<readonly number[]> => {
		const { metrics } = await session.send('Performance.getMetrics')
		const of = (name: string) => 1000 * (metrics.find((one) => one.name === name)?.value ?? Number.NaN)
		return ['TaskDuration', 'ScriptDuration', 'RecalcStyleDuration', 'LayoutDuration'].map(of)
	}
	const measure = async (action: () => Promise<unknown>, before?: readonly number[]): Promise<string> => {
		const start = before ?? (await worked())
		await action()
		await page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done)))')
		const [task, ...parts] = (await worked()).map((ms, part) => Math.round(ms - (start[part] ?? 0)))
		return `${task} ms: ${parts.map((ms, part) => `${['script', 'style', 'layout'][part]} ${ms}`).join(', ')}`
	}
	/** As a reader's choice arrives: Playwright's own would look for the element first, and scroll to it. */
	const choose = (id: string, value: string) => () =>
		page.evaluate(
			`{ const one = document.getElementById('${id}'); one.value = '${value}'; one.dispatchEvent(new Event(one.tagName === 'SELECT' ? 'change' : 'input')) }`,
		)
	const press = (id: string) => () => page.evaluate(`document.getElementById('${id}').click()`)
	/** Each filter several times, cleared between: the least of them is what it costs, the others what else the machine did. */
	const filters = async (): Promise<[string, string][]> => {
		const actions = {
			'filter by Docker': choose('filter-docker', 'debian:26.1'),
			'filter by verdict': press('verdict-f'),
			'filter by check': choose('filter-check', 'publish'),
		}
		const found: [string, string][] = []
		for (const [what, action] of Object.entries(actions)) {
			const [all, cleared]: [string[], string[]] = [[], []]
			for (let time = 0; time < 5; time++) {
				all.push(await measure(action))
				cleared.push(await measure(press('clear')))
			}
			found.push([what, least(all)], ['  and clear', least(cleared)])
		}
		return found
	}
	const seconds = ({ user, system }: NodeJS.CpuUsage): string => `${((user + system) / 1e6).toFixed(1)} s`
	const figures: readonly (readonly [string, string])[] = [
		['fold', seconds(folded)],
		['render', seconds(rendered)],
		[
			'size',
			`${(html.length / 1e6).toFixed(1)} MB, ${((200 * html.length) / cells / 1e6).toFixed(2)} MB per 200 cells`,
		],
		['open', await measure(() => page.goto(pathToFileURL(file).href), [])],
		['scroll to the filters', await measure(() => page.evaluate(`matrix.scrollIntoView()`))],
		['nothing', await measure(() => page.evaluate('1'))],
		...(await filters()),
		['other rows', await measure(choose('choose-rows', 'network'))],
		['columns by cell', await measure(choose('choose-columns', 'cell'))],
		[
			'open a cell',
			await measure(() => page.evaluate(`location.hash = '#cell=${results.cells.at(-1)?.id ?? ''}'`)),
		],
	]
	console.log(`${cells} cells, ${checks} checks`)
	for (const [what, figure] of figures) console.log(`${what.padEnd(22)} ${figure}`)
} finally {
	await browser.close()
	await rm(directory, { recursive: true, force: true })
}
