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
	/** In milliseconds. */
	const worked = async (): Promise<number> => {
		const { metrics } = await session.send('Performance.getMetrics')
		return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN)
	}
	const measure = async (action: () => Promise<unknown>, before?: number): Promise<string> => {
		const start = before ?? (await worked())
		await action()
		await page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done)))')
		return `${Math.round((await worked()) - start)} ms`
	}
	const seconds = ({ user, system }: NodeJS.CpuUsage): string => `${((user + system) / 1e6).toFixed(1)} s`
	const figures: readonly (readonly [string, string])[] = [
		['fold', seconds(folded)],
		['render', seconds(rendered)],
		[
			'size',
			`${(html.length / 1e6).toFixed(1)} MB, ${((200 * html.length) / cells / 1e6).toFixed(2)} MB per 200 cells`,
		],
		['open', await measure(() => page.goto(pathToFileURL(file).href), 0)],
		['filter by Docker', await measure(() => page.selectOption('#filter-docker', 'debian:26.1'))],
		['filter by verdict', await measure(() => page.click('#verdict-f'))],
		['clear', await measure(() => page.click('#clear'))],
		['other rows', await measure(() => page.selectOption('#choose-rows', 'network'))],
		['columns by cell', await measure(() => page.selectOption('#choose-columns', 'cell'))],
		['filter by check', await measure(() => page.fill('#filter-check', 'publish'))],
		[
			'open a cell',
			await measure(() => page.evaluate(`location.hash = '#cell=${results.cells.at(-1)?.id ?? ''}'`)),
		],
	]
	console.log(`${cells} cells, ${checks} checks`)
	for (const [what, figure] of figures) console.log(`${what.padEnd(20)} ${figure}`)
} finally {
	await browser.close()
	await rm(directory, { recursive: true, force: true })
}
