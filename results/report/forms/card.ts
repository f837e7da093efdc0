import type { Results } from '../../schema/index.ts'
import { saidDecisions } from '../decision/index.ts'
import type { SaidDecision } from '../words/said.ts'
import { languages } from '../words/catalogue/languages.js'
import type { Texts } from '../words/catalogue/english.js'
import { headlineOf } from '../words/headline.ts'
import { marks } from '../words/marks.ts'
import { columnsOfText, wrap } from '../words/text.ts'
import { badgeColours } from './badge.ts'
import { defineReport } from './report.ts'
import { xmlAttribute, xmlText } from './xml.ts'

/** Pixels; letters are of 14 px, so that a line takes 74 columns. */
const [width, lineHeight, columns] = [720, 21, 74]
/** More of them are a page, and no card. */
const dockersShown = 4

interface Line {
	readonly words: string
	readonly x: number
	readonly style: 'title' | 'docker' | 'text' | 'quiet'
	readonly colour?: string | undefined
}

/** Without numbers of cells: who sees a card alone cannot look them up. */
function dockerLines(
	{ shown, line, where, gaps, unasked, best, untried }: SaidDecision,
	texts: Texts,
): Line[] {
	const { decision, colon } = texts
	const say = (words: string, colour?: string): Line[] =>
		wrap(words, columns, '').map((one) => ({ words: one, x: 40, style: 'text', colour }))
	return [
		{ words: `${marks[shown].glyph} ${line}`, x: 22, style: 'docker', colour: badgeColours[shown] },
		...where.flatMap(({ words }) => say(words)),
		...gaps.flatMap(({ title }) => say(`${decision.gap}${colon}${title}`, badgeColours.open)),
		...unasked.flatMap(({ words }) => say(words, badgeColours.open)),
		...best.flatMap(({ words }) => say(words)),
		...(untried === undefined || where.length === 0 ? [] : say(decision.untried(untried.what))),
	]
}

/** A card to be shown elsewhere: what a run says of each Docker, as one SVG. Pure. */
export function cardSvg(results: Results, gaps: readonly string[] = [], texts: Texts = languages.en): string {
	const { sentence } = headlineOf(results, gaps, texts)
	const said = saidDecisions(results, texts)
	const { run } = results
	const lines: Line[] = [
		{ words: texts.title, x: 22, style: 'title' },
		...wrap(sentence, columns, '').map((words): Line => ({ words, x: 22, style: 'quiet' })),
		...said.slice(0, dockersShown).flatMap((one) => dockerLines(one, texts)),
		...(said.length > dockersShown
			? [{ words: `+ ${said.length - dockersShown}`, x: 22, style: 'quiet' } as const]
			: []),
		{ words: `${run.id} · ${run.startedAt.slice(0, 10)}`, x: 22, style: 'quiet' },
	]
	const height = lines.length * lineHeight + 30
	const label = [texts.title, sentence, ...said.map(({ line }) => line)].join(texts.semicolon)
	const text = ({ words, x, style, colour }: Line, place: number): string => {
		const size = style === 'title' ? 19 : style === 'docker' ? 16 : 14
		const weight = style === 'title' || style === 'docker' ? ' font-weight="bold"' : ''
		const fill = colour ?? (style === 'quiet' ? '#5a626c' : '#16191d')
		// What is wider than its line is drawn closer together, and stays on the card.
		const fit =
			columnsOfText(words) > columns ? ` textLength="${width - x - 20}" lengthAdjust="spacingAndGlyphs"` : ''
		return `<text x="${x}" y="${32 + place * lineHeight}" font-size="${size}"${weight} fill="${fill}"${fit}>${xmlText(words, 400)}</text>`
	}
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${xmlAttribute(label)}">`,
		`<title>${xmlText(label, 600)}</title>`,
		`<rect width="${width}" height="${height}" rx="6" fill="#fff" stroke="#dcdfe3"/>`,
		'<g font-family="system-ui,DejaVu Sans,Noto Sans CJK SC,sans-serif">',
		...lines.map(text),
		'</g>',
		'</svg>',
		'',
	].join('\n')
}

export const report = defineReport({
	needs: ['gaps', 'texts'],
	render: (results, { gaps, texts }) => cardSvg(results, gaps, texts),
})
