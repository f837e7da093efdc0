import { reportFacts } from '#harness/report-facts'
import {
	diffResults,
	foldEvents,
	foldHistory,
	historyForms,
	type Language,
	renderDiff,
	renderReport,
} from '#results'
import { describe, expect, it } from 'vitest'
import { englishLeft, madeUpRuns } from './testing/index.ts'

/** What is read of markup: its text, and what stands for a picture; of a page in both languages the Chinese one. */
const shownOf = (page: string): string => {
	const [markup] = /<main [^>]*lang="zh"[^>]*>[^]*?<\/main>/.exec(page) ?? [page]
	return [
		...[...markup.matchAll(/ (?:aria-label|title|data-head)="([^"]*)"/g)].map(([, words]) => words),
		markup.replace(/<style>[^]*?<\/style>|<[^>]*>/g, '\n'),
	].join('\n')
}

/** Wider than any line: a name that is broken is none any more. */
const screen = { color: false, width: 100_000 }
const forms = ['terminal', 'markdown', 'stepSummary', 'card', 'badge'] as const

describe.each(Object.entries(madeUpRuns))('the run %s in Chinese', (_, make) => {
	it('holds no English word but names and what the record says', async () => {
		const [{ events, gaps }, facts] = await Promise.all([
			make(),
			reportFacts({ matrix: 'made up', cells: [] }),
		])
		const results = foldEvents(events)
		for (const form of forms) {
			const text = await renderReport(form, {
				dir: '/nonexistent',
				results,
				gaps,
				facts,
				language: 'zh',
				screen,
			})
			const shown = text.startsWith('<svg') ? shownOf(text) : text
			expect(englishLeft(shown, [results]), form).toEqual([])
		}
	})
})

describe('in Chinese', () => {
	const twoRuns = async () =>
		Promise.all(
			(['quick', 'flakes'] as const).map(async (name) => foldEvents((await madeUpRuns[name]!()).events)),
		)

	it('a comparison holds no English word but names and what the record says', async () => {
		const [before, after] = await twoRuns()
		const compare = (language: Language) => diffResults(before!, after!, language)
		for (const form of ['terminal', 'markdown', 'html'] as const) {
			const facts = await reportFacts({ matrix: 'made up', cells: [] })
			const text = await renderDiff(form, compare, { ...facts, language: 'zh' })
			expect(englishLeft(form === 'html' ? shownOf(text) : text, [before!, after!]), form).toEqual([])
		}
	})

	it('a history holds no English word but names and what the record says', async () => {
		const runs = await twoRuns()
		for (const { id, render } of historyForms) {
			if (id === 'json') continue
			const text = render(foldHistory(runs), 'zh')
			expect(englishLeft(id === 'html' ? shownOf(text) : text, runs), id).toEqual([])
		}
	})
})
