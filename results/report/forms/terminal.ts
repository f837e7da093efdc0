import type { CellRecord, CheckRecord, Results } from '../../schema/index.ts'
import { stackWords, tookOf } from '../digest/columns.ts'
import { byFound, knownGroups, redCells, securityGaps, skippedGroups } from '../digest/digest.ts'
import { turnsPlain } from '../digest/turns.ts'
import { kernelPlain } from '../kernel/index.ts'
import { durationWords } from '../words/catalogue/duration.js'
import { ranges } from '../words/catalogue/ranges.js'
import { attemptWords, earlierWords, formWords, foundWords, messageWords } from '../words/found.ts'
import { headlineOf, runFacts } from '../words/headline.ts'
import { marks, shownEnd } from '../words/marks.ts'
import { dotted, numbers, plainText as plain } from '../words/text.ts'
import { issueWords, reasonWords } from '../words/translate.ts'
import { defineReport } from './report.ts'
import { decisions } from './terminal/decision.ts'
import { inkOf, labelled, labelWidth, type Ink, type TerminalOptions } from './terminal/ink.ts'
import { matrixLines } from './terminal/matrix.ts'

const section = (ink: Ink, title: string, lines: readonly string[]): string[] =>
	lines.length === 0 ? [] : ['', ink.paint('1', title), ...lines]

function evidence(
	ink: Ink,
	indent: string,
	paths: readonly string[] | undefined,
	fallback: string,
): string[] {
	const shown = paths === undefined || paths.length === 0 ? [fallback] : paths
	return shown.map((path) => indent + ink.texts.report.evidence(ink.path(path)))
}

function cellLines(ink: Ink, cell: CellRecord, number: number): string[] {
	const took = cell.phases.length === 0 ? '' : `  ${durationWords(tookOf(cell), ink.texts)}`
	const again = cell.attempts > 1 ? `  ${ink.texts.report.attempt(cell.attempts)}` : ''
	return [
		`${labelled(number)}${ink.mark(shownEnd(cell), 8)} ${plain(cell.slug)}${took}${again}`,
		...ink.lines(dotted(stackWords(cell, ink.texts).map((word) => plain(word))), ' '.repeat(labelWidth + 9)),
	]
}

/** Whether there is nothing to say of a cell but why it was not asked anything. */
const isIdle = ({ checks, stack, phases }: CellRecord): boolean =>
	checks.length === 0 && phases.length === 0 && stack.dockerd === undefined

/** Cells that never began say so together, each reason once. */
function idleLines(ink: Ink, results: Results): string[] {
	const groups = new Map<string, { cell: CellRecord; cells: number[] }>()
	for (const [index, cell] of results.cells.entries()) {
		if (!isIdle(cell)) continue
		const key = `${shownEnd(cell)} ${cell.reason ?? ''}`
		const group = groups.get(key)
		if (group) group.cells.push(index)
		else groups.set(key, { cell, cells: [index] })
	}
	const { report, colon } = ink.texts
	return [...groups.values()].flatMap(({ cell, cells }) => {
		const reason = plain(reasonWords(cell.reason ?? '', ink.texts))
		const lines = ink.lines(
			`${report.cell(numbers(cells), cells.length)}${colon}${reason}`,
			' '.repeat(labelWidth + 9),
		)
		return [
			' '.repeat(labelWidth) + ink.mark(shownEnd(cell), 8) + ' ' + (lines[0] ?? '').trim(),
			...lines.slice(1),
		]
	})
}

const cellSection = (ink: Ink, results: Results): string[] => [
	...results.cells.flatMap((cell, index) => (isIdle(cell) ? [] : cellLines(ink, cell, index + 1))),
	...idleLines(ink, results),
]

/** Each gap once, with the cells that have it in the same form: fifty cells have fifty times the same ones. */
function gapLines(ink: Ink, results: Results): string[] {
	const { report, colon } = ink.texts
	return byFound(securityGaps(results)).flatMap((same) => {
		const [{ cell, check }] = same
		const words = check.knownIssue && issueWords(check.knownIssue, ink.texts)
		const cells = report.cell(ranges(same.map(({ number }) => number)), same.length)
		return [
			`  ${ink.mark('open')} ${cells}${same.length === 1 ? ` ${plain(cell.slug)}` : ''}`,
			...ink.lines(plain(`${check.id}${colon}${words?.title ?? ''}`), '    '),
			...found(ink, check, '    '),
			...ink.lines(plain(words?.because ?? ''), '    '),
			`    ${plain(check.knownIssue?.see ?? '')}`,
		]
	})
}

const found = (ink: Ink, check: CheckRecord, indent: string): string[] => {
	const words = formWords(check, ink.texts)
	return words === '' ? [] : ink.lines(plain(ink.texts.report.found(words)), indent)
}

function redCheck(ink: Ink, check: CheckRecord, cell: CellRecord): string[] {
	const { texts } = ink
	const fixed = check.verdict === 'fixed' ? check.knownIssue : undefined
	return [
		`    ${ink.mark(check.verdict)} ${plain(check.id)}${attemptWords(check, texts)}`,
		...found(ink, check, '      '),
		...ink.lines(plain(messageWords(check, texts)), '      '),
		...(fixed
			? ink.lines(plain(texts.report.expectedFail(issueWords(fixed, texts).title, fixed.see)), '      ')
			: []),
		...evidence(ink, '      ', check.evidence, cell.evidenceDir),
	]
}

function redLines(ink: Ink, results: Results): string[] {
	const { texts } = ink
	// What never began is told in one line among the cells.
	return redCells(results)
		.filter(({ cell }) => cell.attempts > 0)
		.flatMap(({ number, cell, checks }) => [
			`  ${ink.mark(shownEnd(cell))} ${texts.report.cell(`${number}`)} ${plain(cell.slug)}`,
			...ink.lines(plain(reasonWords(cell.reason ?? '', texts)), '    '),
			...evidence(ink, '    ', cell.evidence, cell.evidenceDir),
			...checks.flatMap((check) => redCheck(ink, check, cell)),
		])
}

function knownLines(ink: Ink, results: Results): string[] {
	const { texts } = ink
	return knownGroups(results).flatMap(({ issue, findings }) => [
		...ink.lines(plain(issueWords(issue, texts).title), '  '),
		...byFound(findings).flatMap((same) => {
			const [first] = same
			const cells =
				texts.report.cell(ranges(same.map(({ number }) => number)), same.length) +
				texts.colon +
				first.check.id
			const words = foundWords(first.check, texts)
			return ink.lines(plain(words === '' ? cells : `${cells}${texts.colon}${words}`, 2000), '    ')
		}),
		...(issue.fixed === undefined ? [] : ink.lines(texts.report.fixedIn(plain(issue.fixed)), '    ')),
		`    ${plain(issue.see)}`,
	])
}

const earlierLines = (ink: Ink, results: Results): string[] =>
	results.cells.flatMap((cell, index) => [
		...(cell.earlierAttempts === undefined
			? []
			: [`  ${ink.texts.report.cell(`${index + 1}`)} ${plain(cell.slug)}`]),
		...earlierWords(cell, ink.texts).flatMap((words) => ink.lines(plain(words, 2000), '    ')),
	])

const skippedLines = (ink: Ink, results: Results): string[] =>
	skippedGroups(results).flatMap(({ reason, checks, cells }) => [
		...ink.lines(plain(reasonWords(reason, ink.texts)) + ink.texts.colon.trimEnd(), '  '),
		...ink.lines(
			plain(
				`${ink.texts.report.cell(ranges(cells), cells.length)}${ink.texts.colon}${checks.join(', ')}`,
				5000,
			),
			'    ',
		),
	])

/** The report on a terminal: verdict, what to decide, security gaps, cells, matrix, what needs a person. Pure. */
export function terminalMatrix(results: Results, options: TerminalOptions): string {
	const ink = inkOf(options)
	const { texts } = ink
	const { sections } = texts.report
	const { shown, sentence } = headlineOf(results, options.gaps, texts)
	const headline = ink.lines(`${marks[shown].glyph} ${sentence}`, '')
	const facts = runFacts(results, texts).map(([name, value]) => plain(`${name} ${value}`))
	const plainLines = (lines: readonly string[]) => lines.flatMap((line) => ink.lines(line, '  '))
	return [
		...headline.map((line) => ink.as(shown, line)),
		...ink.lines(dotted(facts), '  '),
		...section(
			ink,
			sections.damaged,
			plainLines((options.gaps ?? []).map((gap) => plain(reasonWords(gap, texts)))),
		),
		...section(ink, texts.decision.title, decisions(ink, results)),
		...section(ink, sections.gaps, gapLines(ink, results)),
		...section(ink, sections.cells, cellSection(ink, results)),
		...section(ink, sections.earlier, earlierLines(ink, results)),
		...section(ink, sections.matrix, matrixLines(ink, results)),
		...section(ink, sections.known, knownLines(ink, results)),
		...section(ink, sections.kernel, plainLines(kernelPlain(results, texts))),
		...section(ink, sections.turns, plainLines(turnsPlain(results, texts))),
		...section(ink, sections.skipped, skippedLines(ink, results)),
		...section(ink, sections.red, redLines(ink, results)),
		'',
	].join('\n')
}

export const report = defineReport({
	needs: ['gaps', 'screen', 'texts'],
	render: (results, { gaps, screen, texts }) =>
		`${terminalMatrix(results, { ...screen, gaps, texts }).trimEnd()}\n`,
})
