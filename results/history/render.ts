import {
	compareWords,
	type CompareWords,
	type Language,
	languages,
	markdownCellCode as code,
	marks,
	plainText as plain,
	valueWords,
} from '../report/index.ts'
import type { History, Track } from './fold-history.ts'
import { marksIn } from './marks-in.ts'
import { historyHtml } from './page.ts'
import { rateAtMost } from './stability.ts'
import { nothingWords, untoldLines } from './untold.ts'

const rate = ({ flips, chances }: Track, { history }: CompareWords): string =>
	chances === 0
		? ''
		: history.rate(
				flips,
				chances,
				Math.round((100 * flips) / chances),
				Math.ceil(100 * rateAtMost(flips, chances)),
			)
const valueOf = ({ axis, value }: Track, language: Language): string =>
	valueWords(axis, value, languages[language])
const strip = ({ shown }: Track): string =>
	shown.map((one) => (one === undefined ? '·' : marks[one].glyph)).join('')

/** What has been red or has flipped; of several axes that tell the same story, the first is enough. */
function telling({ tracks }: History): Track[] {
	const stories = new Set<string>()
	return tracks
		.filter(({ redSince, flips }) => redSince !== undefined || flips > 0)
		.sort((a, b) => a.check.localeCompare(b.check) || b.flips / (b.chances || 1) - a.flips / (a.chances || 1))
		.filter((track) => {
			const story = JSON.stringify([track.check, track.shown, track.flips, track.chances])
			const isNew = !stories.has(story)
			stories.add(story)
			return isNew
		})
}

const legendIn = (tracks: readonly Track[], language: Language): string =>
	compareWords[language].history.legend(marksIn(tracks, language))

/** For a terminal: since when each check is red, where, and how often it flips. */
export function historyText(history: History, language: Language = 'en'): string {
	const words = compareWords[language]
	const say = words.history
	const tracks = telling(history)
	const from = history.runs[0]
	const to = history.runs.at(-1)
	const untold = untoldLines(history.untold, words)
	return [
		say.span(history.runs.length, plain(from?.id ?? ''), plain(to?.id ?? '')),
		...(tracks.length === 0 ? [nothingWords(history, words)] : []),
		...tracks.flatMap((track) => [
			`  ${plain(track.check)}  ${words.part(track.axis)} ${plain(valueOf(track, language))}`,
			[
				`    ${strip(track)}`,
				...(track.redSince === undefined ? [] : [say.redSince(plain(track.redSince))]),
				...(track.flips > 0 ? [say.flaky(rate(track, words))] : []),
			].join('  '),
		]),
		...(untold.length === 0 ? [] : [say.untold.title, ...untold.map((one) => `  ${one}`)]),
		legendIn(tracks, language),
		'',
	].join('\n')
}

/** The same as a Markdown table. */
export function historyMarkdown(history: History, language: Language = 'en'): string {
	const words = compareWords[language]
	const say = words.history
	const line = (columns: readonly string[]): string => `| ${columns.join(' | ')} |`
	const tracks = telling(history)
	const rows = tracks.map((track) =>
		line([
			code(track.check),
			`${words.part(track.axis)} ${code(valueOf(track, language))}`,
			strip(track),
			track.redSince === undefined ? '' : code(track.redSince),
			track.flips > 0 ? `**${rate(track, words)}**` : '',
		]),
	)
	const untold = untoldLines(history.untold, words, code)
	return [
		`# ${say.title(history.runs.length)}`,
		'',
		...(rows.length === 0
			? [nothingWords(history, words)]
			: [line(say.heads), line(say.heads.map(() => '---')), ...rows]),
		'',
		...(untold.length === 0 ? [] : [say.untold.title, '', ...untold.map((one) => `- ${one}`), '']),
		legendIn(tracks, language),
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
