import { markdownCode as code, plainText as plain, plural } from '../report/index.ts'
import type { Change, Difference, Direction, ResultsDiff } from './diff-results.ts'

export const directionTitles: Readonly<Record<Direction, string>> = {
	worse: 'Worse',
	lost: 'No longer known',
	better: 'Better',
	regained: 'Known again, or new',
	other: 'Said differently',
}
const directions = Object.keys(directionTitles) as Direction[]

/** How one sort of text is written: what is quoted is untrusted. */
interface Pen {
	heading(text: string): string[]
	item(text: string, more: readonly string[]): string[]
	quote(text: string): string
	line(text: string): string
}

const differences = (list: readonly Difference[], pen: Pen): string =>
	list.map(({ what, before, after }) => `${what} ${pen.quote(before)} → ${pen.quote(after)}`).join(', ')

/** A verdict is our word; the form behind it in brackets is not. */
function said(text: string, pen: Pen): string {
	const [, verdict = text, form] = /^(.*?) \((.*)\)$/s.exec(text) ?? []
	return form === undefined ? verdict : `${verdict} (${pen.quote(form)})`
}

/** More cells than this are a number. */
const cellsShown = 5

function change({ check, before, after, differences: list, pairs }: Change, pen: Pen): string[] {
	const why = list.length === 0 ? 'with nothing in the stack that differs' : `with ${differences(list, pen)}`
	const shown = pairs.slice(0, cellsShown).map((pair) => {
		const cells =
			pair.before === pair.after
				? pen.quote(pair.after)
				: `${pen.quote(pair.before)} → ${pen.quote(pair.after)}`
		return pair.message === undefined ? cells : `${cells}: ${pen.quote(pair.message)}`
	})
	const more = pairs.length > cellsShown ? [`and ${pairs.length - cellsShown} more`] : []
	return pen.item(
		`${pen.quote(check)}: ${said(before, pen)} → ${said(after, pen)}, ${why} (${plural(pairs.length, 'cell')})`,
		[...shown, ...more],
	)
}

function lines(diff: ResultsDiff, pen: Pen): string[] {
	const list = (title: string, slugs: readonly string[]): string[] =>
		slugs.length === 0
			? []
			: [...pen.heading(title), ...slugs.flatMap((slug) => pen.item(pen.quote(slug), []))]
	const nothing = diff.changes.length === 0 ? [pen.line('No verdict changed.')] : []
	return [
		...nothing,
		...directions.flatMap((direction) => {
			const found = diff.changes.filter((one) => one.direction === direction)
			return found.length === 0
				? []
				: [...pen.heading(directionTitles[direction]), ...found.flatMap((one) => change(one, pen))]
		}),
		...list('Cells that vanished', diff.vanished),
		...list('Cells that appeared', diff.appeared),
		...(diff.stacks.length === 0
			? []
			: [
					...pen.heading('What differs in the stacks'),
					...diff.stacks.flatMap((one) => pen.item(differences([one], pen), [])),
				]),
		...pen.heading('Compared'),
		pen.line(
			`${plural(diff.compared, 'pair')} of cells; ${plural(diff.unchanged, 'check')} said the same in both.`,
		),
	]
}

const plainPen: Pen = {
	heading: (text) => ['', text],
	item: (text, more) => [`  ${text}`, ...more.map((one) => `      ${one}`)],
	quote: (text) => plain(text, 300),
	line: (text) => `  ${text}`,
}
const markdownPen: Pen = {
	heading: (text) => ['', `## ${text}`, ''],
	item: (text, more) => [`- ${text}`, ...more.map((one) => `  - ${one}`)],
	quote: (text) => code(plain(text, 300)) || '``',
	line: (text) => text,
}

/** For a terminal: what got worse comes first. */
export const diffText = (diff: ResultsDiff): string =>
	[`${plain(diff.before)} → ${plain(diff.after)}`, ...lines(diff, plainPen), ''].join('\n')

export const diffMarkdown = (diff: ResultsDiff): string =>
	[`# ${code(diff.before)} → ${code(diff.after)}`, ...lines(diff, markdownPen), ''].join('\n')
