import type { CheckRecord, Results } from '../../schema/index.ts'
import { kernelMarkdown } from '../kernel/index.ts'
import { turnsMarkdown } from '../digest/turns.ts'
import { columnsOf, intoBlocks, stackWords, tookOf, type Column } from '../digest/columns.ts'
import {
	byFound,
	knownGroups,
	securityGaps,
	redCells,
	skippedGroups,
	unavailableGroups,
	type NumberedCell,
} from '../digest/digest.ts'
import { attemptWords, earlierWords, formWords, foundWords } from '../words/found.ts'
import { headlineOf, runFacts } from '../words/headline.ts'
import { markdownMark, marks, markText, shownCheck, type Shown } from '../words/marks.ts'
import {
	duration,
	markdownCellCode as cellCode,
	markdownCode as code,
	markdownLink,
	markdownText as text,
} from '../words/text.ts'
import { defineReport } from './report.ts'

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
	row(head),
	row(head.map(() => '---')),
	...rows.map(row),
]
const section = (title: string, lines: readonly string[]): string[] =>
	lines.length === 0 ? [] : [`## ${title}`, '', ...lines, '']

const bold = (shown: Shown): string =>
	shown === 'pass' || shown === 'skipped' ? markText(shown) : markdownMark(shown)
const named = ({ number, cell }: NumberedCell): string => `${number} ${code(cell.slug)}`

function evidence(paths: readonly string[] | undefined, fallback: string): string {
	return (paths === undefined || paths.length === 0 ? [fallback] : paths).map(markdownLink).join(', ')
}

function gapLines(results: Results): string[] {
	return securityGaps(results).flatMap(({ number, cell, check }) => [
		`- ${markdownMark('open')} in cell ${named({ number, cell })}: ${code(check.id)}. ${text(check.knownIssue?.title ?? '')}.`,
		...(formWords(check) === '' ? [] : [`  Found: ${code(formWords(check))}.`]),
		`  Because ${text(check.knownIssue?.because ?? '')}. See <${check.knownIssue?.see ?? ''}>.`,
	])
}

const redCheck = (check: CheckRecord, evidenceDir: string): string[] => [
	`  - ${markdownMark(check.verdict)} ${code(check.id)}${attemptWords(check)}: ${
		code(check.message ?? '') || 'no message'
	}`,
	...(formWords(check) === '' ? [] : [`    Found: ${code(formWords(check))}`]),
	...(check.verdict === 'fixed' && check.knownIssue
		? [`    It was expected to fail: ${text(check.knownIssue.title)}, see <${check.knownIssue.see}>.`]
		: []),
	`    Evidence: ${evidence(check.evidence, evidenceDir)}`,
]

function redLines(results: Results): string[] {
	return redCells(results).flatMap(({ number, cell, checks }) => [
		`- Cell ${named({ number, cell })}: ${markdownMark(cell.verdict)} ${code(cell.reason ?? '')}`,
		`  Evidence: ${evidence(cell.evidence, cell.evidenceDir)}`,
		...checks.flatMap((check) => redCheck(check, cell.evidenceDir)),
	])
}

function cellLines(results: Results): string[] {
	return table(
		['', 'cell', 'verdict', 'took', 'stack, as the running binaries report it'],
		results.cells.map((cell, index) => [
			`${index + 1}`,
			cellCode(cell.slug),
			bold(cell.verdict) + (cell.attempts > 1 ? ` (attempt ${cell.attempts})` : ''),
			duration(tookOf(cell)),
			stackWords(cell).map(cellCode).join(' '),
		]),
	)
}

function blockLines(results: Results, columns: readonly Column[]): string[] {
	return table(
		['cell', ...columns.map(({ area, lines }) => `${text(area)}.<br>${lines.map(text).join('<br>')}`)],
		results.cells.map((cell, index) => [
			`${index + 1} ${cellCode(cell.slug)}`,
			...columns.map(({ check: id }) => {
				const check = cell.checks.find((one) => one.id === id)
				return check === undefined ? '' : bold(shownCheck(check))
			}),
		]),
	)
}

function matrixLines(results: Results): string[] {
	const blocks = intoBlocks(columnsOf(results, 7), 8, () => 1)
	const used = new Set(results.cells.flatMap((cell) => [cell.verdict, ...cell.checks.map(shownCheck)]))
	const legend = (Object.keys(marks) as Shown[])
		.filter((shown) => used.has(shown))
		.map((shown) => `${markText(shown)}: ${marks[shown].meaning}`)
	const tables = blocks.flatMap((columns) => [...blockLines(results, columns), ''])
	return blocks.length === 0
		? ['No check was recorded.']
		: [...tables, `${legend.join(' · ')} · empty: never recorded`]
}

function knownLines(results: Results): string[] {
	return knownGroups(results).flatMap(({ issue, findings }) => [
		`- **${text(issue.title)}** (${code(issue.id)}): <${issue.see}>`,
		`  ${text(issue.because)}.${issue.since === undefined ? '' : ` Since ${text(issue.since)}.`}${
			issue.fixed === undefined ? '' : ` Fixed in ${text(issue.fixed)}.`
		}`,
		...byFound(findings).flatMap((same) => {
			const [first] = same
			const found = code(foundWords(first.check)) || 'no message'
			if (same.length === 1) return [`  - cell ${named(first)}, ${code(first.check.id)}: ${found}`]
			return [`  - ${code(first.check.id)}: ${found}`, ...same.map((one) => `    - cell ${named(one)}`)]
		}),
	])
}

const earlierLines = (results: Results): string[] =>
	results.cells.flatMap((cell, index) => [
		...(cell.earlierAttempts === undefined ? [] : [`- cell ${named({ number: index + 1, cell })}`]),
		...earlierWords(cell).map((words) => `  - ${code(words)}`),
	])

/** `summary.md`: everything a person needs to judge a run, with links into its directory. Pure. */
export function summaryMarkdown(results: Results, gaps: readonly string[] = []): string {
	const { shown, sentence } = headlineOf(results, gaps)
	const skipped = skippedGroups(results).map(
		({ reason, checks, cells }) =>
			`- ${code(reason)}: ${checks.map(code).join(', ')} in cell${cells.length === 1 ? '' : 's'} ${cells.join(', ')}`,
	)
	const unavailable = unavailableGroups(results).flatMap(({ reason, cells }) => [
		`- ${code(reason)}`,
		...cells.map((numbered) => `  - cell ${named(numbered)}`),
	])
	return [
		`# Rootless Docker compatibility: ${text(results.run.matrix)}`,
		'',
		markdownMark(shown, sentence),
		'',
		runFacts(results)
			.map(([name, value]) => `${name} ${code(value)}`)
			.join(' · '),
		'',
		...section(
			'The record is damaged',
			gaps.map((gap) => `- ${text(gap)}`),
		),
		...section(`${marks.open.glyph} Security gaps`, gapLines(results)),
		...section('Not tried: an artifact is not available', unavailable),
		...section('Needs a person', redLines(results)),
		...section('Cells', cellLines(results)),
		...section('Attempts before the last', earlierLines(results)),
		...section('Matrix', matrixLines(results)),
		...section('Known issues', knownLines(results)),
		...section('What the kernel explains', kernelMarkdown(results)),
		...section('First bad and first good', turnsMarkdown(results)),
		...section('Skipped, and why', skipped),
	].join('\n')
}

/** `summary.md`. */
export const report = defineReport({
	needs: ['gaps'],
	render: (results, { gaps }) => summaryMarkdown(results, gaps),
})
