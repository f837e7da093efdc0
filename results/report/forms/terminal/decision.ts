import type { Results } from '../../../schema/index.ts'
import { neverTried, saidDecisions } from '../../decision/index.ts'
import type { SaidDecision, SaidIssue, SaidLine } from '../../words/said.ts'
import { marks } from '../../words/marks.ts'
import { numbers, plainText as plain } from '../../words/text.ts'
import type { Ink } from './ink.ts'

/** So many limits are told before a reader has lost sight of what was decided; the others stand among the known issues. */
const limitsShown = 5

function issueLines(ink: Ink, name: string, issue: SaidIssue): string[] {
	const { decision, report, colon } = ink.texts
	const { title, cells, consequence, advice, held } = issue
	const proof =
		held.length === 0 ? '' : decision.aside(decision.held(report.cell(numbers(held), held.length)))
	return [
		...ink.lines(
			plain(`${name}${colon}${title}${decision.aside(report.cell(numbers(cells), cells.length))}`, 2000),
			'      ',
		),
		...(consequence === undefined
			? []
			: ink.lines(`${decision.consequence}${colon}${consequence}`, '        ')),
		...advice.flatMap((words, place) =>
			ink.lines(plain(`→ ${words}${place === advice.length - 1 ? proof : ''}`, 2000), '        '),
		),
	]
}

const asideOf = ({ texts: { decision, report } }: Ink, cells: readonly number[]): string =>
	cells.length === 0 ? '' : decision.aside(report.cell(numbers(cells), cells.length))

const saidLines = (ink: Ink, { words, cells }: SaidLine): string[] =>
	ink.lines(plain(words + asideOf(ink, cells), 2000), '      ')

function decisionLines(
	ink: Ink,
	{ shown, line, where, gaps, advice, best, unasked, notOffered, untried }: SaidDecision,
): string[] {
	const { decision, comma, colon } = ink.texts
	const said = (one: SaidLine) => saidLines(ink, one)
	if (where.length === 0) return []
	return [
		...ink.lines(plain(`${marks[shown].glyph} ${line}`), '  ').map((one) => ink.as(shown, one)),
		...where.flatMap(said),
		...gaps.flatMap((gap) => issueLines(ink, decision.gap, gap)),
		...unasked.flatMap(said),
		...advice.slice(0, limitsShown).flatMap((issue) => issueLines(ink, decision.limit, issue)),
		...(advice.length <= limitsShown ? [] : ink.lines(decision.below(advice.length - limitsShown), '      ')),
		...[...notOffered, ...best].flatMap(said),
		...(untried === undefined
			? []
			: ink.lines(
					plain(decision.untried(`${untried.what}${colon}${untried.reasons.join(comma)}`), 2000),
					'      ',
				)),
	]
}

/** One line a Docker: what somebody reads who reads no more. */
function overview(ink: Ink, said: readonly SaidDecision[]): string[] {
	const tried = said.filter(({ where }) => where.length > 0)
	if (tried.length < 2) return []
	const lines = tried.flatMap(({ shown, line, take, avoid, gaps, advice, surprises, unasked }) => {
		const first = (gaps[0] ?? advice[0])?.advice.slice(0, 1) ?? []
		const what =
			take.length === 0 ? first : [...take.map(({ words, cells }) => words + asideOf(ink, cells)), ...avoid]
		const words = `${marks[shown].glyph} ${line}`
		return [
			...ink.lines(plain(words), '  ').map((one) => ink.as(shown, one)),
			...[...surprises, ...unasked].flatMap((one) => saidLines(ink, one)),
			...what.flatMap((one) => ink.lines(plain(`→ ${one}`, 2000), '      ')),
		]
	})
	return [...lines, '']
}

/** One line a Docker where there are several, and a block of each; then in one line what was not tried at all. */
export function decisions(ink: Ink, results: Results): string[] {
	const { texts } = ink
	const said = saidDecisions(results, texts)
	const never = neverTried(said).map(
		({ what, reasons }) => what.join(texts.comma) + texts.colon + reasons.join(texts.comma),
	)
	return [
		...overview(ink, said),
		...said.flatMap((one) => decisionLines(ink, one)),
		...(never.length === 0
			? []
			: ink.lines(
					plain(
						`${marks.unavailable.glyph} ${texts.decision.untried(never.join(texts.semicolon))}`,
						2000 * never.length,
					),
					'  ',
				)),
	]
}
