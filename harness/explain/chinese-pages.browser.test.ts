import { reportFacts } from '#harness/report-facts'
import { foldEvents, renderReport } from '#results'
import { OpenedPages } from '#results/report/testing/pages'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { englishLeft, madeUpRuns } from './testing/index.ts'

let pages: OpenedPages
beforeAll(async () => {
	pages = await OpenedPages.start()
})
afterAll(() => pages?.[Symbol.asyncDispose]())

/** All that a reader sees below an element, or hears, or is told under the pointer; without what is quoted from files. */
const shownIn = (selector: string) => `(() => {
	const root = document.querySelector('${selector}')
	if (root === null) return ''
	for (const one of root.querySelectorAll('details')) one.open = true
	for (const one of root.querySelectorAll('pre, .file')) one.remove()
	const all = [root, ...root.querySelectorAll('*')]
	const told = all.flatMap((one) => ['title', 'aria-label'].map((name) => one.getAttribute(name) ?? ''))
	// The title of a text is told under the pointer, and not drawn behind it.
	const own = (one) => [...one.childNodes].filter((node) => node.nodeName !== 'title').map((node) => node.textContent)
	const drawn = [...root.querySelectorAll('svg text, svg title, option')].map((one) => own(one).join(''))
	return [...new Set([root.innerText, ...told, ...drawn])].join('\\n')
})()`

it.each(Object.keys(madeUpRuns))(
	'the page of the run %s holds in Chinese no English word but names and what the record says',
	async (name) => {
		const [{ events, gaps }, facts] = await Promise.all([
			madeUpRuns[name]!(),
			reportFacts({ matrix: 'made up', cells: [] }),
		])
		const results = foldEvents(events)
		const html = await renderReport('html', { dir: '/nonexistent', results, gaps, facts })
		await pages.open(
			await pages.write(name, html),
			async (page) => {
				const left = new Set<string>()
				const look = async (selector: string) => {
					for (const line of englishLeft(await page.evaluate<string>(shownIn(selector)), [results]))
						left.add(line)
				}
				// What is made when it is opened is there a moment later.
				await page.evaluate(shownIn('#app'))
				await look('#app')
				for (const { id } of results.cells) {
					await page.evaluate(`location.hash = '#cell=${id}'`)
					await page.waitForFunction(`document.querySelector('dialog[open]') !== null`)
					await look('dialog')
				}
				expect([...left]).toEqual([])
				// Behind Chinese words stands a Chinese sign.
				const text = await page.evaluate<string>(shownIn('#app'))
				expect(text.match(/.{0,20}[\u4e00-\u9fff）][:.;](?:\s.{0,20}|$)/gm) ?? []).toEqual([])
			},
			'',
			{ locale: 'zh-CN' },
		)
	},
)
