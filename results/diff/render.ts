import {
	compareWords,
	type CompareWords,
	type Language,
	markdownCode as code,
	markdownText,
	plainText as plain,
	type Reasons,
	reasonWords,
	type Texts,
	textsIn,
	valueWords,
} from '../report/index.ts'
import { decide } from './decision.ts'
import type { Difference, ResultsDiff } from './diff-results.ts'
import type { Direction } from './direction.ts'
import { type Row, rowsOf } from './rows.ts'
import { noChangeWords, shortfallLines } from './shortfall.ts'

const directions = Object.keys(compareWords.en.directions) as Direction[]

/** How one sort of text is written, in one language: what is quoted is untrusted. */
interface Pen {
	readonly words: CompareWords
	readonly texts: Texts
	heading(text: string): string[]
	item(text: string, more: readonly string[]): string[]
	quote(text: string): string
	line(text: string): string
	/** What stands before all else. */
	lead(text: string): string[]
	/** Words that name what is untrusted. */
	text(text: string): string
}

const differences = (list: readonly Difference[], pen: Pen): string =>
	list
		.map(({ what, before, after }) =>
			pen.words.difference(
				pen.words.part(what),
				pen.quote(valueWords(what, before, pen.texts)),
				pen.quote(valueWords(what, after, pen.texts)),
			),
		)
		.join(pen.words.comma)

/** A verdict is our word; the form behind it in brackets is not. */
function said(text: string, pen: Pen): string {
	const [, verdict = text, form] = /^(.*?) \((.*)\)$/s.exec(text) ?? []
	const word = pen.words.verdict(verdict)
	return form === undefined ? word : pen.words.form(word, pen.quote(form))
}

/** More cells than this are a number. */
const cellsShown = 5

/** So many cells by name, and how many more there are. */
const named = (cells: readonly string[], pen: Pen): string[] => [
	...cells.slice(0, cellsShown).map((cell) => pen.quote(cell)),
	...(cells.length > cellsShown ? [pen.words.more(cells.length - cellsShown)] : []),
]

function change(
	{ checks, before, after, isNew, noStack, differences: list, pairs }: Row,
	pen: Pen,
): string[] {
	const { words } = pen
	const same = isNew ? words.isNew : noStack ? words.noStack : words.sameStack
	const why = list.length === 0 ? same : words.differs(differences(list, pen))
	const shown = pairs.slice(0, cellsShown).map((pair) => {
		const cells =
			pair.before === pair.after
				? pen.quote(pair.after)
				: `${pen.quote(pair.before)} → ${pen.quote(pair.after)}`
		if (pair.message === undefined) return cells
		return words.pair(cells, pen.quote(reasonWords(pair.message, pen.texts)))
	})
	const more = pairs.length > cellsShown ? [words.more(pairs.length - cellsShown)] : []
	const [check = ''] = checks
	const what = checks.length > 1 ? words.decided.checks(checks.length) : pen.quote(check)
	const was = before === '' ? words.answered : said(before, pen)
	return pen.item(words.change(what, was, said(after, pen), why, pairs.length), [...shown, ...more])
}

/** The later run's first: that decides what the comparison is worth. */
const shortfalls = ({ incomplete }: ResultsDiff, pen: Pen): string[] =>
	(['after', 'before'] as const).flatMap((which) => {
		const found = shortfallLines(incomplete[which], pen.words, pen.texts, (text) => pen.quote(text))
		return found.length === 0
			? []
			: [
					...pen.heading(pen.words.shortfall[which]),
					...found.flatMap(({ text, cells }) => pen.item(text, named(cells, pen))),
				]
	})

function lines(diff: ResultsDiff, pen: Pen): string[] {
	const { words } = pen
	const list = (title: string, slugs: readonly string[]): string[] =>
		slugs.length === 0
			? []
			: [...pen.heading(title), ...slugs.flatMap((slug) => pen.item(pen.quote(slug), []))]
	const nothing = diff.changes.length === 0 ? [pen.line(noChangeWords(diff.incomplete, words))] : []
	const { sentence, gaps } = decide(diff, words, pen.texts)
	return [
		...pen.lead(sentence),
		...gaps.flatMap((gap) => pen.item(pen.text(gap.words), [])),
		...nothing,
		...shortfalls(diff, pen),
		...directions.flatMap((direction) => {
			const found = diff.changes.filter((one) => one.direction === direction)
			return found.length === 0
				? []
				: [...pen.heading(words.directions[direction]), ...rowsOf(found).flatMap((one) => change(one, pen))]
		}),
		...list(words.vanished, diff.vanished),
		...list(words.appeared, diff.appeared),
		...(diff.stacks.length === 0
			? []
			: [
					...pen.heading(words.stacks),
					...diff.stacks.flatMap((one) => pen.item(differences([one], pen), [])),
				]),
		...pen.heading(words.compared),
		pen.line(words.pairs(diff.compared, diff.unchanged)),
	]
}

const plainPen = (language: Language, reasons: Reasons): Pen => ({
	words: compareWords[language],
	texts: textsIn(language, reasons),
	heading: (text) => ['', text],
	item: (text, more) => [`  ${text}`, ...more.map((one) => `      ${one}`)],
	quote: (text) => plain(text, 300),
	line: (text) => `  ${text}`,
	lead: (text) => [plain(text, 2000)],
	text: (text) => plain(text, 2000),
})
const markdownPen = (language: Language, reasons: Reasons): Pen => ({
	words: compareWords[language],
	texts: textsIn(language, reasons),
	heading: (text) => ['', `## ${text}`, ''],
	item: (text, more) => [`- ${text}`, ...more.map((one) => `  - ${one}`)],
	quote: (text) => code(plain(text, 300)) || '``',
	line: (text) => text,
	lead: (text) => ['', `**${markdownText(text)}**`, ''],
	text: markdownText,
})

/** For a terminal: what got worse comes first. */
export const diffText = (diff: ResultsDiff, language: Language = 'en', reasons: Reasons = []): string =>
	[`${plain(diff.before)} → ${plain(diff.after)}`, ...lines(diff, plainPen(language, reasons)), ''].join('\n')

export const diffMarkdown = (diff: ResultsDiff, language: Language = 'en', reasons: Reasons = []): string =>
	[`# ${code(diff.before)} → ${code(diff.after)}`, ...lines(diff, markdownPen(language, reasons)), ''].join(
		'\n',
	)
