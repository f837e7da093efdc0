import { markdownCellCode as code, marks, plainText as plain } from '../report/index.ts'
import type { Quality } from '../verdicts/index.ts'
import type { History, Track } from './fold-history.ts'
import { historyHtml } from './page.ts'
import { rateAtMost } from './stability.ts'

const glyphs: Readonly<Record<Quality, string>> = { good: marks.pass.glyph, bad: marks.fail.glyph }
const rate = ({ flips, chances }: Track): string =>
	chances === 0
		? ''
		: `${flips} of ${chances} (${Math.round((100 * flips) / chances)} %, at most ${Math.ceil(100 * rateAtMost(flips, chances))} % with 95 % confidence)`
const strip = ({ points }: Track): string =>
	points.map((point) => (point === undefined ? '·' : glyphs[point])).join('')

/** What has been red or has flipped; of several axes that tell the same story, the first is enough. */
function telling({ tracks }: History): Track[] {
	const stories = new Set<string>()
	return tracks
		.filter(({ redSince, flips }) => redSince !== undefined || flips > 0)
		.sort((a, b) => a.check.localeCompare(b.check) || b.flips / (b.chances || 1) - a.flips / (a.chances || 1))
		.filter((track) => {
			const story = JSON.stringify([track.check, track.points, track.flips, track.chances])
			const isNew = !stories.has(story)
			stories.add(story)
			return isNew
		})
}

const legend = `${glyphs.good} holds · ${glyphs.bad} does not · · says nothing; oldest first. A flip is a change between two runs, or two attempts, of one cell with the same stack.`

/** For a terminal: since when each check is red, where, and how often it flips. */
export function historyText(history: History): string {
	const tracks = telling(history)
	const from = history.runs[0]
	const to = history.runs.at(-1)
	return [
		`${history.runs.length} runs, ${plain(from?.id ?? '')} to ${plain(to?.id ?? '')}`,
		...(tracks.length === 0 ? ['Nothing is red and nothing has flipped.'] : []),
		...tracks.flatMap((track) => [
			`  ${plain(track.check)}  ${track.axis} ${plain(track.value)}`,
			`    ${strip(track)}${track.redSince === undefined ? '' : `  red since ${plain(track.redSince)}`}${track.flips > 0 ? `  FLAKY: flipped ${rate(track)}` : ''}`,
		]),
		legend,
		'',
	].join('\n')
}

/** The same as a Markdown table. */
export function historyMarkdown(history: History): string {
	const rows = telling(history).map(
		(track) =>
			`| ${code(track.check)} | ${track.axis} ${code(track.value)} | ${strip(track)} | ${track.redSince === undefined ? '' : code(track.redSince)} | ${track.flips > 0 ? `**${rate(track)}**` : ''} |`,
	)
	const head = ['| check | where | runs | red since | flips |', '| --- | --- | --- | --- | --- |']
	return [
		`# ${history.runs.length} runs`,
		'',
		...(rows.length === 0 ? ['Nothing is red and nothing has flipped.'] : [...head, ...rows]),
		'',
		legend,
		'',
	].join('\n')
}

/** A form in which a history is printed. */
export interface HistoryForm {
	/** The flag that asks for it, beside `--history`. */
	readonly id: string
	readonly render: (history: History) => string
}

export const historyForms: readonly HistoryForm[] = [
	{ id: 'json', render: (history) => `${JSON.stringify(history, null, '\t')}\n` },
	{ id: 'markdown', render: historyMarkdown },
	{ id: 'html', render: historyHtml },
	{ id: 'terminal', render: historyText },
]
