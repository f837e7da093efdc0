import {
	compareWords,
	type CompareWords,
	type Language,
	languages,
	markdownCellCode as code,
	markdownText,
	marks,
	plainText as plain,
} from '../report/index.ts'
import { decideHistory } from './decision.ts'
import type { History } from './fold-history.ts'
import { marksIn } from './marks-in.ts'
import { historyHtml } from './page.ts'
import { rateAtMost } from './stability.ts'
import { isTelling, redWords, storiesOf, type Story } from './stories.ts'
import { nothingWords, untoldLines } from './untold.ts'

const rate = ({ flips, chances }: Story, { history }: CompareWords): string =>
	chances === 0
		? ''
		: history.rate(
				flips,
				chances,
				Math.round((100 * flips) / chances),
				Math.ceil(100 * rateAtMost(flips, chances)),
			)
const strip = ({ shown }: Story): string =>
	shown.map((one) => (one === undefined ? '·' : marks[one].glyph)).join('')

/** More configurations than this are a number. */
const cellsShown = 3

function cellWords({ cells }: Story, words: CompareWords, quote: (text: string) => string): string {
	const named = cells.slice(0, cellsShown).map(quote).join(words.comma)
	if (cells.length === 1) return named
	const left = cells.length - cellsShown
	return words.history.cells(cells.length, left > 0 ? words.decided.more(named, left) : named)
}

const legendIn = (stories: readonly Story[], language: Language): string =>
	languages[language].tidy(
		`${compareWords[language].history.legend(marksIn(stories, language))} ${compareWords[language].history.perConfiguration}`,
	)

/** For a terminal: what the newest run changed, then since when each check is red, where, and how often it flips. */
export function historyText(history: History, language: Language = 'en'): string {
	const words = compareWords[language]
	const say = words.history
	const stories = storiesOf(history).filter(isTelling)
	const { sentence, gaps } = decideHistory(history, words, languages[language])
	const from = history.runs[0]
	const to = history.runs.at(-1)
	const untold = untoldLines(history.untold, words)
	return [
		say.span(history.runs.length, plain(from?.id ?? ''), plain(to?.id ?? '')),
		plain(sentence, 2000),
		...gaps.map((gap) => `  ${plain(gap.words, 2000)}`),
		...(stories.length === 0 ? [nothingWords(history, words)] : ['']),
		...stories.flatMap((story) => [
			`  ${plain(story.check)}  ${cellWords(story, words, (text) => plain(text))}`,
			[
				`    ${strip(story)}`,
				...(story.redSince === undefined ? [] : [redWords(story, words, plain)]),
				...(story.isFlaky ? [say.flaky(rate(story, words))] : []),
			].join('  '),
		]),
		...(untold.length === 0 ? [] : [say.untold.title, ...untold.map((one) => `  ${one}`)]),
		legendIn(stories, language),
		'',
	].join('\n')
}

/** The same as a Markdown table. */
export function historyMarkdown(history: History, language: Language = 'en'): string {
	const words = compareWords[language]
	const say = words.history
	const line = (columns: readonly string[]): string => `| ${columns.join(' | ')} |`
	const stories = storiesOf(history).filter(isTelling)
	const { sentence, gaps } = decideHistory(history, words, languages[language])
	const rows = stories.map((story) =>
		line([
			code(story.check),
			cellWords(story, words, code),
			strip(story),
			redWords(story, words, code),
			story.isFlaky ? `**${rate(story, words)}**` : '',
		]),
	)
	const untold = untoldLines(history.untold, words, code)
	return [
		`# ${say.title(history.runs.length)}`,
		'',
		`**${markdownText(sentence)}**`,
		'',
		...gaps.map((gap) => `- ${markdownText(gap.words)}`),
		...(gaps.length === 0 ? [] : ['']),
		...(rows.length === 0
			? [nothingWords(history, words)]
			: [line(say.heads), line(say.heads.map(() => '---')), ...rows]),
		'',
		...(untold.length === 0 ? [] : [say.untold.title, '', ...untold.map((one) => `- ${one}`), '']),
		legendIn(stories, language),
		'',
	].join('\n')
}

/** A form in which a history is printed. */
export interface HistoryForm {
	/** The flag that asks for it, beside `--history`. */
	readonly id: string
	readonly render: (history: History, language?: Language) => string
}

export const historyForms: readonly HistoryForm[] = [
	{ id: 'json', render: (history) => `${JSON.stringify(history, null, '\t')}\n` },
	{ id: 'markdown', render: historyMarkdown },
	{ id: 'html', render: historyHtml },
	{ id: 'terminal', render: historyText },
]
