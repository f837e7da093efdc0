import type { Results } from '../../schema/index.ts'
import { dockerName } from '../decision/index.ts'
import { english, type Texts } from '../words/catalogue/english.js'
import { type Headline, headlineOf } from '../words/headline.ts'
import { marks, type Shown } from '../words/marks.ts'
import { columnsOfText, plainText } from '../words/text.ts'
import { xmlAttribute, xmlText } from './xml.ts'
import { defineReport } from './report.ts'

/** Dark enough for white text (WCAG AA). */
export const badgeColours: Readonly<Record<Shown, string>> = {
	pass: '#1d6b3a',
	fail: '#b3141c',
	flaky: '#b3141c',
	known: '#7a4d00',
	refuses: '#7a4d00',
	open: '#8a1a8f',
	fixed: '#0c6671',
	skipped: '#5a626c',
	unavailable: '#5a626c',
	error: '#8f1118',
}

/** Verdana's average at 11 px, wide enough for every word of a badge; a Chinese letter takes no more than two. */
const widthOf = (text: string): number => Math.ceil(columnsOfText(text) * 6.8) + 12

const badgeWords = (key: Headline['key'], shown: Shown, { report }: Texts): string =>
	report.badge[key === 'nothing' ? 'skipped' : key === 'down' ? key : shown] ?? shown

/** An SVG badge for a README: what the run of this matrix came to. */
export function badgeSvg(results: Results, gaps: readonly string[] = [], texts: Texts = english): string {
	const { shown, key, also } = headlineOf(results, gaps)
	const dockers = [...new Set(results.cells.map(({ axes }) => axes.docker))]
	const [only] = dockers
	const about =
		dockers.length === 1 && only ? `${dockerName(only)} (${results.run.matrix})` : results.run.matrix
	const label = plainText(`rootless docker: ${about}`, 60)
	const words = [badgeWords(key, shown, texts), ...also.map((one) => texts.report.badge[one] ?? one)]
	const message = `${marks[shown].glyph} ${words.join(texts.comma)}`
	const [left, right] = [widthOf(label), widthOf(message)]
	const text = (x: number, value: string): string =>
		`<text x="${x}" y="14" text-anchor="middle">${xmlText(value)}</text>`
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${xmlAttribute(`${label}: ${message}`)}">`,
		`<title>${xmlText(`${label}: ${message}`)}</title>`,
		`<rect width="${left}" height="20" fill="#3d444c"/>`,
		`<rect x="${left}" width="${right}" height="20" fill="${badgeColours[shown]}"/>`,
		'<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">',
		text(left / 2, label),
		text(left + right / 2, message),
		'</g>',
		'</svg>',
		'',
	].join('\n')
}

export const report = defineReport({
	needs: ['gaps', 'texts'],
	render: (results, { gaps, texts }) => badgeSvg(results, gaps, texts),
})
