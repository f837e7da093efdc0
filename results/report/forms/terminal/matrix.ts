import type { CellRecord, Results } from '../../../schema/index.ts'
import { columnsOf, intoBlocks, type Column } from '../../digest/columns.ts'
import { dockerName } from '../../decision/index.ts'
import { markMeaning, marks, markText, shownCheck, shownWorstFirst, type Shown } from '../../words/marks.ts'
import { columnsOfText, dotted, numbers, padColumns, plainText as plain } from '../../words/text.ts'
import { labelled, labelWidth, type Ink } from './ink.ts'

/** With more cells a table of every check is longer than anybody reads: it is of areas then, and grouped by Docker. */
const cellsInFull = 12

interface Row {
	readonly index: number
	readonly cell: CellRecord
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
		(line) => ' '.repeat(labelWidth) + line,
	)
}

function blockLines(ink: Ink, rows: readonly Row[], columns: readonly Column[]): string[] {
	const lines = rows.map(({ cell, index }) => {
		const marked = columns.map(({ check: id, width }) => {
			const check = cell.checks.find((one) => one.id === id)
			return check === undefined ? ' '.repeat(width) : ink.mark(shownCheck(check), width)
		})
		return (labelled(index + 1) + marked.join(' ')).trimEnd()
	})
	return ['', ...header(ink, columns), ...lines]
}

function inFull(ink: Ink, results: Results, rows: readonly Row[]): string[] {
	const widest = Math.max(
		7,
		// No check refuses to start: that is said of a cell.
		...(Object.keys(marks) as Shown[])
			.filter((one) => one !== 'refuses')
			.map((one) => columnsOfText(markText(one, ink.texts))),
	)
	const columns = columnsOf(results, widest)
	return intoBlocks(columns, ink.width - labelWidth, ({ width }) => width + 1).flatMap((block) =>
		blockLines(ink, rows, block),
	)
}

/** `✔ 11`, `~ 2/11`: the worst of an area, how often, and of how many that were asked. */
function areaMark(ink: Ink, cell: CellRecord, area: string, width: number): string {
	const shown = cell.checks.flatMap((check) => (check.id.startsWith(`${area}.`) ? [shownCheck(check)] : []))
	const worst = shownWorstFirst.find((one) => shown.includes(one))
	if (worst === undefined) return ' '.repeat(width)
	const asked = shown.filter((one) => one !== 'skipped').length
	const count = shown.filter((one) => one === worst).length
	const words = worst === 'skipped' ? '' : worst === 'pass' ? ` ${asked}` : ` ${count}/${asked}`
	const text = `${marks[worst].glyph}${words}`
	return ink.as(worst, text) + ' '.repeat(Math.max(0, width - text.length))
}

/** Whether all that was asked there held. */
const isQuiet = ({ checks }: CellRecord, area: string): boolean =>
	checks.every(({ id, verdict }) => !id.startsWith(`${area}.`) || verdict === 'pass' || verdict === 'skipped')

function byArea(ink: Ink, results: Results, rows: readonly Row[]): string[] {
	const every = [...new Set(columnsOf(results, 7).map(({ area }) => area))].map((area) => ({
		area,
		width: Math.max(7, plain(area).length),
	}))
	// A second table for what held everywhere would be as long as the first, and say nothing.
	const isFull = every.reduce((sum, { width }) => sum + width + 1, 0) > ink.width - labelWidth
	const quiet = isFull ? every.filter(({ area }) => rows.every(({ cell }) => isQuiet(cell, area))) : []
	const areas = every.filter((one) => !quiet.includes(one))
	// Nine areas fit 80 columns by their glyphs; a suite with more areas takes more lines.
	const blocks: (typeof areas)[] = []
	let room = 0
	for (const one of areas) {
		if (blocks.length === 0 || one.width + 1 > room) {
			blocks.push([])
			room = ink.width - labelWidth
		}
		blocks.at(-1)?.push(one)
		room -= one.width + 1
	}
	const held = ink.texts.report.nothingFailed(quiet.map(({ area }) => plain(area)).join(ink.texts.comma))
	const dockers = [...new Set(rows.map(({ cell }) => cell.axes.docker))]
	const tables = blocks.flatMap((block) => [
		'',
		' '.repeat(labelWidth) +
			ink.paint(
				'1',
				block
					.map(({ area, width }) => padColumns(plain(area), width))
					.join(' ')
					.trimEnd(),
			),
		...dockers.flatMap((docker) => [
			` ${plain(dockerName(docker))}`,
			...rows
				.filter(({ cell }) => cell.axes.docker === docker)
				.map(({ cell, index }) => {
					const marked = block.map(({ area, width }) => areaMark(ink, cell, area, width))
					return (labelled(index + 1) + marked.join(' ')).trimEnd()
				}),
		]),
	])
	return quiet.length === 0 ? tables : [...tables, '', ...ink.lines(held, '  ')]
}

/** The matrix: every check of a small run, the areas of a large one; rows in which nothing was asked in one line. */
export function matrixLines(ink: Ink, results: Results): string[] {
	const { report } = ink.texts
	const all = results.cells.map((cell, index): Row => ({ cell, index }))
	const rows = all.filter(({ cell }) => cell.checks.length > 0)
	const empty = all.filter(({ cell }) => cell.checks.length === 0).map(({ index }) => index)
	if (rows.length === 0) return [`  ${report.noChecks}`]
	const used = new Set(rows.flatMap(({ cell }) => cell.checks.map(shownCheck)))
	const legend = (Object.keys(marks) as Shown[])
		.filter((shown) => used.has(shown))
		.map((shown) => `${markText(shown, ink.texts)}${ink.texts.colon}${markMeaning(shown, ink.texts)}`)
	return [
		...(rows.length > cellsInFull ? byArea(ink, results, rows) : inFull(ink, results, rows)),
		'',
		...(empty.length === 0 ? [] : ink.lines(report.folded(empty.length, numbers(empty)), '  ')),
		...ink.lines(dotted([...legend, report.empty]), '  '),
	]
}
