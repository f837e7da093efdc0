import type { Results } from '../../../schema/index.ts'
import { neverTried, saidDecisions } from '../../decision/index.ts'
import type { SaidDecision, SaidIssue } from '../../words/said.ts'
import { marks } from '../../words/marks.ts'
import { numbers, plainText as plain } from '../../words/text.ts'
import type { Ink } from './ink.ts'

/** So many limits are told before a reader has lost sight of what was decided; the others stand among the known issues. */
const limitsShown = 3

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

function decisionLines(
	ink: Ink,
	{ shown, line, where, gaps, advice, best, untried }: SaidDecision,
): string[] {
	const { decision, report, comma } = ink.texts
	if (where.length === 0) return []
	return [
		...ink.lines(plain(`${marks[shown].glyph} ${line}`), '  ').map((one) => ink.as(shown, one)),
		...where.flatMap(({ words, cells }) =>
			ink.lines(
				plain(`${words}${decision.aside(report.cell(numbers(cells), cells.length))}`, 2000),
				'      ',
			),
		),
		...gaps.flatMap((gap) => issueLines(ink, decision.gap, gap)),
		...advice.slice(0, limitsShown).flatMap((issue) => issueLines(ink, decision.limit, issue)),
		...(advice.length <= limitsShown ? [] : ink.lines(decision.below(advice.length - limitsShown), '      ')),
		...(best === undefined
			? []
			: ink.lines(
					plain(`${best.words}${decision.aside(report.cell(numbers(best.cells), best.cells.length))}`, 2000),
					'      ',
				)),
		...(untried === undefined ? [] : ink.lines(plain(untried.reasons.join(comma), 2000), '      ')),
	]
}

/** One block a Docker, then in one line what was not tried at all. */
export function decisions(ink: Ink, results: Results): string[] {
	const { texts } = ink
	const said = saidDecisions(results, texts)
	const never = neverTried(said).map(
		({ what, reasons }) => what.join(texts.comma) + texts.colon + reasons.join(texts.comma),
	)
	return [
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
