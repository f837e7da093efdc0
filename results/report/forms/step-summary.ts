import type { Results } from '../../schema/index.ts'
import { english, type Texts } from '../words/catalogue/english.js'
import { headlineOf } from '../words/headline.ts'
import { markdownMark } from '../words/marks.ts'
import { summaryMarkdown } from './markdown.ts'
import { defineReport } from './report.ts'

/** What GitHub takes of one step; what is longer is refused whole. */
export const stepSummaryLimit = 1024 * 1024

const bytes = (text: string): number => Buffer.byteLength(text)
/** Sections in which a long run is long, and that somebody who needs them can unfold. */
const longSections = ({ report: { sections } }: Texts): readonly string[] => [
	sections.cells,
	sections.matrix,
	sections.known,
	sections.skipped,
]

/**
 * The summary for a CI step: `summary.md` with its long sections folded and, where it is still too long, without
 * those that do not fit; a note lists them.
 */
export function stepSummary(
	results: Results,
	{
		limit = stepSummaryLimit,
		gaps = [],
		texts = english,
	}: { limit?: number; gaps?: readonly string[]; texts?: Texts } = {},
): string {
	const [head = '', ...sections] = summaryMarkdown(results, gaps, texts).split(/^(?=## )/m)
	const folded = sections.map((section) =>
		fold(section, results.cells.length > 20 ? longSections(texts) : []),
	)
	const kept: string[] = []
	const lost: string[] = []
	const notice = 400
	let room = limit - bytes(head) - notice
	for (const section of folded) {
		const title = /## (.*)/.exec(section)?.[1] ?? ''
		if (bytes(section) <= room) {
			kept.push(section)
			room -= bytes(section)
		} else lost.push(title)
	}
	const cut = lost.length === 0 ? '' : `\n${texts.report.tooLong(lost.join(texts.comma))}\n`
	const whole = head + kept.join('') + cut
	// A headline alone always fits.
	const { shown, sentence } = headlineOf(results, gaps, texts)
	return bytes(whole) <= limit ? whole : `${markdownMark(shown, sentence)}\n`
}

function fold(section: string, long: readonly string[]): string {
	const [heading = '', ...rest] = section.split('\n')
	const title = heading.replace(/^## /, '')
	if (!long.includes(title)) return section
	return [heading, '', `<details><summary>${title}</summary>`, '', ...rest, '', '</details>', ''].join('\n')
}

export const report = defineReport({
	needs: ['gaps', 'texts'],
	render: (results, { gaps, texts }) => stepSummary(results, { gaps, texts }),
})
