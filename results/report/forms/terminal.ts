import type { CellRecord, CheckRecord, Results } from '../../schema/index.ts'
import { columnsOf, intoBlocks, stackWords, tookOf, type Column } from '../digest/columns.ts'
import {
	byFound,
	knownGroups,
	securityGaps,
	redCells,
	skippedGroups,
	unavailableGroups,
} from '../digest/digest.ts'
import { attemptWords, earlierWords, formWords, foundWords } from '../words/found.ts'
import { headlineOf, runFacts } from '../words/headline.ts'
import { kernelPlain } from '../kernel/index.ts'
import { marks, markText, shownCheck, type Shown } from '../words/marks.ts'
import { turnsPlain } from '../digest/turns.ts'
import { dotted, duration, plainText as plain, wrap } from '../words/text.ts'
import { defineReport } from './report.ts'

export interface TerminalOptions {
	readonly color: boolean
	/** Columns of the terminal. */
	readonly width: number
	/** What the event log lacks, when it was damaged. */
	readonly gaps?: readonly string[]
	/** Put before evidence paths, so that they can be opened from where one stands. */
	readonly runDir?: string
}

interface Ink {
	readonly width: number
	paint(sgr: string, text: string): string
	mark(shown: Shown, width?: number): string
	path(path: string): string
}

function inkOf({ color, width, runDir }: TerminalOptions): Ink {
	const paint = (sgr: string, text: string): string => (color ? `\x1b[${sgr}m${text}\x1b[0m` : text)
	return {
		width: Math.max(40, width),
		paint,
		mark: (shown, columns = 0) => {
			const text = markText(shown)
			return paint(marks[shown].sgr, text) + ' '.repeat(Math.max(0, columns - text.length))
		},
		path: (path) => plain(runDir === undefined ? path : `${runDir.replace(/\/$/, '')}/${path}`, 2000),
	}
}

const section = (ink: Ink, title: string, lines: readonly string[]): string[] =>
	lines.length === 0 ? [] : ['', ink.paint('1', title), ...lines]

const label = 5
const labelled = (number: number): string => `${number}`.padStart(label - 2).padEnd(label)

function evidence(
	ink: Ink,
	indent: string,
	paths: readonly string[] | undefined,
	fallback: string,
): string[] {
	const shown = paths === undefined || paths.length === 0 ? [fallback] : paths
	return shown.map((path) => `${indent}evidence: ${ink.path(path)}`)
}

function cellLines(ink: Ink, cell: CellRecord, number: number): string[] {
	const took = cell.phases.length === 0 ? '' : `  ${duration(tookOf(cell))}`
	const again = cell.attempts > 1 ? `  attempt ${cell.attempts}` : ''
	return [
		`${labelled(number)}${ink.mark(cell.verdict, 8)} ${plain(cell.slug)}${took}${again}`,
		...wrap(dotted(stackWords(cell).map((word) => plain(word))), ink.width, ' '.repeat(label + 9)),
	]
}

function header(ink: Ink, columns: readonly Column[]): string[] {
	const areas = columns.map(({ area, width }, index) =>
		(columns[index - 1]?.area === area ? '' : plain(area)).padEnd(width),
	)
	const height = Math.max(...columns.map(({ lines }) => lines.length))
	const names = Array.from({ length: height }, (_, line) =>
		columns.map(({ lines, width }) => plain(lines[line] ?? '').padEnd(width)).join(' '),
	)
	return [ink.paint('1', areas.join(' ').trimEnd()), ...names.map((name) => name.trimEnd())].map(
		(line) => ' '.repeat(label) + line,
	)
}

function blockLines(ink: Ink, results: Results, columns: readonly Column[]): string[] {
	const rows = results.cells.map((cell, index) => {
		const marked = columns.map(({ check: id, width }) => {
			const check = cell.checks.find((one) => one.id === id)
			return check === undefined ? ' '.repeat(width) : ink.mark(shownCheck(check), width)
		})
		return (labelled(index + 1) + marked.join(' ')).trimEnd()
	})
	return ['', ...header(ink, columns), ...rows]
}

function matrixLines(ink: Ink, results: Results): string[] {
	const columns = columnsOf(results, 7)
	if (columns.length === 0) return ['  No check was recorded.']
	const used = new Set(results.cells.flatMap((cell) => cell.checks.map(shownCheck)))
	const legend = (Object.keys(marks) as Shown[])
		.filter((shown) => used.has(shown))
		.map((shown) => `${markText(shown)}: ${marks[shown].meaning}`)
	return [
		...intoBlocks(columns, ink.width - label, ({ width }) => width + 1).flatMap((block) =>
			blockLines(ink, results, block),
		),
		'',
		...wrap(dotted([...legend, 'empty: never recorded']), ink.width, '  '),
	]
}

function gapLines(ink: Ink, results: Results): string[] {
	return securityGaps(results).flatMap(({ number, cell, check }) => [
		`  ${ink.mark('open')} cell ${number} ${plain(cell.slug)}`,
		...wrap(plain(`${check.id}: ${check.knownIssue?.title ?? ''}`), ink.width, '    '),
		...found(ink, check, '    '),
		...wrap(plain(check.knownIssue?.because ?? ''), ink.width, '    '),
		`    ${plain(check.knownIssue?.see ?? '')}`,
	])
}

const found = (ink: Ink, check: CheckRecord, indent: string): string[] =>
	formWords(check) === '' ? [] : wrap(plain(`found: ${formWords(check)}`), ink.width, indent)

function redCheck(ink: Ink, check: CheckRecord, cell: CellRecord): string[] {
	const fixed = check.verdict === 'fixed' && check.knownIssue ? check.knownIssue : undefined
	return [
		`    ${ink.mark(check.verdict)} ${plain(check.id)}${attemptWords(check)}`,
		...found(ink, check, '      '),
		...wrap(plain(check.message ?? ''), ink.width, '      '),
		...(fixed ? wrap(plain(`expected to fail: ${fixed.title}, ${fixed.see}`), ink.width, '      ') : []),
		...evidence(ink, '      ', check.evidence, cell.evidenceDir),
	]
}

function redLines(ink: Ink, results: Results): string[] {
	return redCells(results).flatMap(({ number, cell, checks }) => [
		`  ${ink.mark(cell.verdict)} cell ${number} ${plain(cell.slug)}`,
		...wrap(plain(cell.reason ?? ''), ink.width, '    '),
		...evidence(ink, '    ', cell.evidence, cell.evidenceDir),
		...checks.flatMap((check) => redCheck(ink, check, cell)),
	])
}

function knownLines(ink: Ink, results: Results): string[] {
	return knownGroups(results).flatMap(({ issue, findings }) => [
		...wrap(plain(issue.title), ink.width, '  '),
		...byFound(findings).flatMap((same) => {
			const [first] = same
			const cells = `cell ${same.map(({ number }) => number).join(', ')}: ${first.check.id}`
			const words = foundWords(first.check)
			return wrap(plain(words === '' ? cells : `${cells}: ${words}`, 2000), ink.width, '    ')
		}),
		...(issue.fixed === undefined ? [] : wrap(`fixed in ${plain(issue.fixed)}`, ink.width, '    ')),
		`    ${plain(issue.see)}`,
	])
}

const earlierLines = (ink: Ink, results: Results): string[] =>
	results.cells.flatMap((cell, index) => [
		...(cell.earlierAttempts === undefined ? [] : [`  cell ${index + 1} ${plain(cell.slug)}`]),
		...earlierWords(cell).flatMap((words) => wrap(plain(words, 2000), ink.width, '    ')),
	])

/** The report on a terminal: verdict, security gaps, what needs a person, cells, matrix, the rest. Pure. */
export function terminalMatrix(results: Results, options: TerminalOptions): string {
	const ink = inkOf(options)
	const { shown, sentence } = headlineOf(results, options.gaps)
	const headline = wrap(`${marks[shown].glyph} ${sentence}`, ink.width, '')
	const facts = runFacts(results).map(([name, value]) => plain(`${name} ${value}`))
	const skipped = skippedGroups(results).flatMap(({ reason, checks, cells }) => [
		...wrap(`${plain(reason)}:`, ink.width, '  '),
		...wrap(plain(`cell ${cells.join(', ')}: ${checks.join(', ')}`, 5000), ink.width, '    '),
	])
	const unavailable = unavailableGroups(results).flatMap(({ reason, cells }) => [
		...wrap(plain(reason), ink.width, '  '),
		...wrap(plain(`cell ${cells.map(({ number }) => number).join(', ')}`), ink.width, '    '),
	])
	return [
		...headline.map((line) => ink.paint(marks[shown].sgr, line)),
		...wrap(dotted(facts), ink.width, '  '),
		...section(
			ink,
			'The record is damaged',
			(options.gaps ?? []).flatMap((gap) => wrap(plain(gap), ink.width, '  ')),
		),
		...section(ink, 'Security gaps', gapLines(ink, results)),
		...section(ink, 'Not tried: an artifact is not available', unavailable),
		...section(
			ink,
			'Cells',
			results.cells.flatMap((cell, index) => cellLines(ink, cell, index + 1)),
		),
		...section(ink, 'Attempts before the last', earlierLines(ink, results)),
		...section(ink, 'Matrix', matrixLines(ink, results)),
		...section(ink, 'Known issues', knownLines(ink, results)),
		...section(
			ink,
			'What the kernel explains',
			kernelPlain(results).flatMap((line) => wrap(line, ink.width, '  ')),
		),
		...section(
			ink,
			'First bad and first good',
			turnsPlain(results).flatMap((line) => wrap(line, ink.width, '  ')),
		),
		...section(ink, 'Skipped, and why', skipped),
		...section(ink, 'Needs a person', redLines(ink, results)),
		'',
	].join('\n')
}

export const report = defineReport({
	needs: ['gaps', 'screen'],
	render: (results, { gaps, screen }) => `${terminalMatrix(results, { ...screen, gaps }).trimEnd()}\n`,
})
