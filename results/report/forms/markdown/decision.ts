import type { Results } from '../../../schema/index.ts'
import { neverTried, saidDecisions } from '../../decision/index.ts'
import type { SaidDecision, SaidIssue, SaidLine } from '../../words/said.ts'
import type { Texts } from '../../words/catalogue/english.js'
import { markdownMark, marks } from '../../words/marks.ts'
import { markdownCode as code, markdownText as text, numbers } from '../../words/text.ts'

const inCells = (cells: readonly number[], texts: Texts): string =>
	cells.length === 0 ? '' : texts.decision.aside(texts.report.cell(numbers(cells), cells.length))

function issueLines(name: string, issue: SaidIssue, texts: Texts): string[] {
	const { title, cells, consequence, advice, held, see } = issue
	const { decision, report, colon } = texts
	const proof =
		held.length === 0 ? '' : decision.aside(decision.held(report.cell(numbers(held), held.length)))
	return [
		`  - ${name}${colon}**${text(title)}**${inCells(cells, texts)} <${see}>`,
		...(consequence === undefined ? [] : [`    - ${decision.consequence}${colon}${text(consequence)}`]),
		...advice.map((words, place) => `    - → ${text(words)}${place === advice.length - 1 ? proof : ''}`),
	]
}

function decisionLines(
	{ shown, line: verdict, where, gaps, advice, best, unasked, notOffered, untried }: SaidDecision,
	texts: Texts,
): string[] {
	const { decision } = texts
	if (where.length === 0) return []
	const line = ({ words, cells }: SaidLine): string => `  - ${text(words)}${inCells(cells, texts)}`
	return [
		`- ${markdownMark(shown, text(verdict))}`,
		...where.map(line),
		...gaps.flatMap((gap) => issueLines(decision.gap, gap, texts)),
		...unasked.map(line),
		...advice.flatMap((issue) => issueLines(decision.limit, issue, texts)),
		...[...notOffered, ...best].map(line),
		...(untried === undefined
			? []
			: [
					`  - ${decision.untried(text(untried.what) + texts.colon + untried.reasons.map(code).join(texts.comma))}`,
				]),
	]
}

/** A list of each Docker, then in one line what was not tried at all. */
export function decisionMarkdown(results: Results, texts: Texts): string[] {
	const said = saidDecisions(results, texts)
	const never = neverTried(said).map(
		({ what, reasons }) => text(what.join(texts.comma)) + texts.colon + reasons.map(code).join(texts.comma),
	)
	return [
		...said.flatMap((one) => decisionLines(one, texts)),
		...(never.length === 0
			? []
			: [`- ${marks.unavailable.glyph} ${texts.decision.untried(never.join(texts.semicolon))}`]),
	]
}
