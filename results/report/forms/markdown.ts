import type { CheckRecord, Results } from '../../schema/index.ts'
import { columnsOf, intoBlocks, stackWords, tookOf, type Column } from '../digest/columns.ts'
import {
	byFound,
	knownGroups,
	redCells,
	securityGaps,
	skippedGroups,
	type NumberedCell,
} from '../digest/digest.ts'
import { turnsMarkdown } from '../digest/turns.ts'
import { kernelMarkdown } from '../kernel/index.ts'
import { durationWords } from '../words/catalogue/duration.js'
import { english, type Texts } from '../words/catalogue/english.js'
import { attemptWords, earlierWords, formWords, foundWords, messageWords } from '../words/found.ts'
import { headlineOf, runFacts } from '../words/headline.ts'
import {
	markdownMark,
	markMeaning,
	marks,
	markText,
	markWord,
	shownCheck,
	shownEnd,
	type Shown,
} from '../words/marks.ts'
import {
	markdownCellCode as cellCode,
	markdownCode as code,
	markdownLink,
	markdownText as text,
	numbers,
} from '../words/text.ts'
import { issueWords, reasonWords } from '../words/translate.ts'
import { decisionMarkdown } from './markdown/decision.ts'
import { defineReport } from './report.ts'

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
	row(head),
	row(head.map(() => '---')),
	...rows.map(row),
]
const section = (title: string, lines: readonly string[]): string[] =>
	lines.length === 0 ? [] : [`## ${title}`, '', ...lines, '']

const bold = (shown: Shown, texts: Texts): string =>
	shown === 'pass' || shown === 'skipped'
		? markText(shown, texts)
		: markdownMark(shown, markWord(shown, texts))
const named = ({ number, cell }: NumberedCell): string => `${number} ${code(cell.slug)}`

function evidence(paths: readonly string[] | undefined, fallback: string): string {
	return (paths === undefined || paths.length === 0 ? [fallback] : paths).map(markdownLink).join(', ')
}

const found = (check: CheckRecord, texts: Texts): string[] => {
	const words = formWords(check, texts)
	return words === '' ? [] : [texts.report.found(code(words))]
}

function gapLines(results: Results, texts: Texts): string[] {
	return securityGaps(results).flatMap(({ number, cell, check }) => {
		const words = check.knownIssue && issueWords(check.knownIssue, texts)
		const where = texts.report.cell(named({ number, cell }))
		return [
			`- ${markdownMark('open', markWord('open', texts))} ${where}${texts.colon}${code(check.id)}${texts.colon}${text(words?.title ?? '')}`,
			...found(check, texts).map((line) => `  - ${line}`),
			`  - ${text(words?.because ?? '')}${texts.colon}<${check.knownIssue?.see ?? ''}>`,
		]
	})
}

function redCheck(check: CheckRecord, evidenceDir: string, texts: Texts): string[] {
	const { report } = texts
	const fixed = check.verdict === 'fixed' ? check.knownIssue : undefined
	const message = code(messageWords(check, texts)) || report.noMessage
	return [
		`  - ${bold(check.verdict, texts)} ${code(check.id)}${attemptWords(check, texts)}${texts.colon}${message}`,
		...found(check, texts).map((line) => `    - ${line}`),
		...(fixed
			? [`    - ${report.expectedFail(text(issueWords(fixed, texts).title), `<${fixed.see}>`)}`]
			: []),
		`    - ${report.evidence(evidence(check.evidence, evidenceDir))}`,
	]
}

function redLines(results: Results, texts: Texts): string[] {
	const { report } = texts
	const all = redCells(results)
	const never = all.filter(({ cell }) => cell.attempts === 0)
	const reasons = [...new Set(never.map(({ cell }) => cell.reason ?? ''))]
	return [
		...all
			.filter(({ cell }) => cell.attempts > 0)
			.flatMap(({ number, cell, checks }) => [
				`- ${report.cell(named({ number, cell }))}${texts.colon}${bold(cell.verdict, texts)} ${code(reasonWords(cell.reason ?? '', texts))}`,
				`  - ${report.evidence(evidence(cell.evidence, cell.evidenceDir))}`,
				...checks.flatMap((check) => redCheck(check, cell.evidenceDir, texts)),
			]),
		...reasons.map((reason) => {
			const cells = never.filter(({ cell }) => (cell.reason ?? '') === reason)
			const list = numbers(cells.map(({ number }) => number - 1))
			return `- ${report.cell(list, cells.length)}${texts.colon}${bold('error', texts)} ${code(reasonWords(reason, texts))}`
		}),
	]
}

function cellLines(results: Results, texts: Texts): string[] {
	const { columns, attempt } = texts.report
	return table(
		['', columns.cell, columns.verdict, columns.took, columns.stack],
		results.cells.map((cell, index) => [
			`${index + 1}`,
			cellCode(cell.slug),
			bold(shownEnd(cell), texts) + (cell.attempts > 1 ? texts.decision.aside(attempt(cell.attempts)) : ''),
			durationWords(tookOf(cell), texts),
			stackWords(cell, texts).map(cellCode).join(' '),
		]),
	)
}

function blockLines(results: Results, columns: readonly Column[], texts: Texts): string[] {
	return table(
		[
			texts.report.columns.cell,
			...columns.map(({ area, lines }) => `${text(area)}.<br>${lines.map(text).join('<br>')}`),
		],
		results.cells.flatMap((cell, index) =>
			cell.checks.length === 0
				? []
				: [
						[
							`${index + 1} ${cellCode(cell.slug)}`,
							...columns.map(({ check: id }) => {
								const check = cell.checks.find((one) => one.id === id)
								return check === undefined ? '' : bold(shownCheck(check), texts)
							}),
						],
					],
		),
	)
}

function matrixLines(results: Results, texts: Texts): string[] {
	const { report } = texts
	const blocks = intoBlocks(columnsOf(results, 7), 8, () => 1)
	if (blocks.length === 0) return [report.noChecks]
	const used = new Set(results.cells.flatMap((cell) => [shownEnd(cell), ...cell.checks.map(shownCheck)]))
	const legend = (Object.keys(marks) as Shown[])
		.filter((shown) => used.has(shown))
		.map((shown) => `${markText(shown, texts)}${texts.colon}${markMeaning(shown, texts)}`)
	const empty = results.cells.flatMap(({ checks }, index) => (checks.length === 0 ? [index] : []))
	return [
		...blocks.flatMap((columns) => [...blockLines(results, columns, texts), '']),
		...(empty.length === 0 ? [] : [report.folded(empty.length, numbers(empty)), '']),
		`${legend.join(' · ')} · ${report.empty}`,
	]
}

function knownLines(results: Results, texts: Texts): string[] {
	const { report } = texts
	return knownGroups(results).flatMap(({ issue, findings }) => {
		const { title, because } = issueWords(issue, texts)
		const versions = [
			...(issue.since === undefined ? [] : [report.since(text(issue.since))]),
			...(issue.fixed === undefined ? [] : [report.fixedIn(text(issue.fixed))]),
		]
		return [
			`- **${text(title)}** (${code(issue.id)})${texts.colon}<${issue.see}>`,
			`  - ${[text(because), ...versions].join(texts.semicolon)}`,
			...byFound(findings).flatMap((same) => {
				const [first] = same
				const words = code(foundWords(first.check, texts)) || report.noMessage
				if (same.length === 1)
					return [
						`  - ${report.cell(named(first))}${texts.comma}${code(first.check.id)}${texts.colon}${words}`,
					]
				return [
					`  - ${code(first.check.id)}${texts.colon}${words}`,
					...same.map((one) => `    - ${report.cell(named(one))}`),
				]
			}),
		]
	})
}

const earlierLines = (results: Results, texts: Texts): string[] =>
	results.cells.flatMap((cell, index) => [
		...(cell.earlierAttempts === undefined
			? []
			: [`- ${texts.report.cell(named({ number: index + 1, cell }))}`]),
		...earlierWords(cell, texts).map((words) => `  - ${code(words)}`),
	])

const skippedLines = (results: Results, texts: Texts): string[] =>
	skippedGroups(results).map(({ reason, checks, cells }) => {
		const where = texts.report.inCells(cells.join(', '), cells.length)
		return `- ${code(reasonWords(reason, texts))}${texts.colon}${checks.map(code).join(', ')} ${where}`
	})

/** `summary.md`: everything a person needs to judge a run, with links into its directory. Pure. */
export function summaryMarkdown(
	results: Results,
	gaps: readonly string[] = [],
	texts: Texts = english,
): string {
	const { shown, sentence } = headlineOf(results, gaps, texts)
	const { sections, heading } = texts.report
	return [
		`# ${heading(text(results.run.matrix))}`,
		'',
		markdownMark(shown, sentence),
		'',
		runFacts(results, texts)
			.map(([name, value]) => `${name} ${code(value)}`)
			.join(' · '),
		'',
		...section(
			sections.damaged,
			gaps.map((gap) => `- ${text(reasonWords(gap, texts))}`),
		),
		...section(texts.decision.title, decisionMarkdown(results, texts)),
		...section(`${marks.open.glyph} ${sections.gaps}`, gapLines(results, texts)),
		...section(sections.red, redLines(results, texts)),
		...section(sections.cells, cellLines(results, texts)),
		...section(sections.earlier, earlierLines(results, texts)),
		...section(sections.matrix, matrixLines(results, texts)),
		...section(sections.known, knownLines(results, texts)),
		...section(sections.kernel, kernelMarkdown(results, texts)),
		...section(sections.turns, turnsMarkdown(results, texts)),
		...section(sections.skipped, skippedLines(results, texts)),
	].join('\n')
}

/** `summary.md`. */
export const report = defineReport({
	needs: ['gaps', 'texts'],
	render: (results, { gaps, texts }) => summaryMarkdown(results, gaps, texts),
})
