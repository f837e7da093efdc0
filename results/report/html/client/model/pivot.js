// @ts-check
/** @import { PageData } from '../../page-data.ts' */
/** @import { View } from './view-state.js' */
import { cellCode, worst, worstFirst } from './model.js'
import { selected } from './select.js'

/**
 * `key` is an index: of a cell, a check, an area or an axis value.
 * @typedef {{ key: number, label: string, worst: string }} Line
 * The worst verdict, how often it stands there, of how many that were tried, and in which cells.
 * @typedef {{ letter: string, count: number, all: number, cells: number[] }} Square
 * @typedef {{ rows: Line[], columns: Line[], cells: number[], checks: number[], at: (row: number, column: number) => Square | undefined, letter: (row: number, column: number) => string }} Pivot
 */

/** @param {PageData} data */
const areasOf = (data) => [...new Set(data.checks.map(({ area }) => area))]

/**
 * The line that a cell and a check belong to: told by the cell alone, or by the check alone, so that it is looked up once
 * for each and not for each of their pairs.
 * @param {PageData} data @param {string} dimension @returns {{ ofCell: (cell: number) => number, ofCheck?: readonly number[] }}
 */
function keyOf(data, dimension) {
	if (dimension === 'cell') return { ofCell: (cell) => cell }
	if (dimension === 'check') return { ofCell: () => -1, ofCheck: data.checks.map((_, check) => check) }
	if (dimension === 'area') {
		const areas = areasOf(data)
		return { ofCell: () => -1, ofCheck: data.checks.map(({ area }) => areas.indexOf(area)) }
	}
	const axis = data.axes.findIndex(({ name }) => name === dimension)
	return { ofCell: (cell) => data.cells[cell]?.axes[axis] ?? -1 }
}

/** @param {PageData} data @param {string} dimension @returns {(key: number) => string} */
function labelOf(data, dimension) {
	if (dimension === 'cell') return (key) => data.cells[key]?.slug ?? ''
	if (dimension === 'check') return (key) => data.checks[key]?.id ?? ''
	const values =
		dimension === 'area' ? areasOf(data) : data.axes.find(({ name }) => name === dimension)?.values
	return (key) => values?.[key] ?? ''
}

/** How bad a letter is, by its character code. @type {number[]} */
const ranks = []
for (const [rank, letter] of [...worstFirst].entries()) ranks[letter.charCodeAt(0)] = rank

/** @param {Square} square @param {string} letter @param {number} cell */
function add(square, letter, cell) {
	if (letter === square.letter) square.count++
	else if ((ranks[letter.charCodeAt(0)] ?? -1) < (ranks[square.letter.charCodeAt(0)] ?? -1)) {
		square.letter = letter
		square.count = 1
	}
	if (letter !== 's') square.all++
	if (square.cells[square.cells.length - 1] !== cell) square.cells.push(cell)
}

/** By row and column. @param {PageData} data @param {View} view @param {number[]} cells @param {number[]} checks */
function sums(data, view, cells, checks) {
	/** @type {Square[][]} */
	const squares = []
	const [rows, columns] = [keyOf(data, view.rows), keyOf(data, view.columns)]
	const put = (
		/** @type {number} */ row,
		/** @type {number} */ column,
		/** @type {number} */ cell,
		/** @type {string} */ letter,
	) => {
		const line = (squares[row] ??= [])
		const square = line[column]
		if (square === undefined) line[column] = { letter, count: 1, all: letter === 's' ? 0 : 1, cells: [cell] }
		else add(square, letter, cell)
	}
	const byCheck = rows.ofCheck !== undefined || columns.ofCheck !== undefined
	for (const cell of cells) {
		const one = data.cells[cell]
		if (one === undefined) continue
		const [row, column] = [rows.ofCell(cell), columns.ofCell(cell)]
		for (const check of checks) {
			const letter = one.checks[check] ?? '.'
			if (letter !== '.') put(rows.ofCheck?.[check] ?? row, columns.ofCheck?.[check] ?? column, cell, letter)
		}
		// A cell that could not be tried, or broke, says so wherever it stands.
		if (!byCheck && (one.verdict === 'u' || one.verdict === 'e')) put(row, column, cell, one.verdict)
	}
	return squares
}

/** The places of an array that hold something. @param {readonly unknown[]} list */
const held = (list) => list.flatMap((_, index) => [index])

/** @param {PageData} data @param {View} view @returns {Pivot} */
export function pivot(data, view) {
	const { cells, checks } = selected(data, view)
	const single = [view.rows, view.columns].sort().join() === 'cell,check'
	const squares = single ? undefined : sums(data, view, cells, checks)
	/** @type {Pivot['letter']} */
	const letterAt = (row, column) => {
		if (squares !== undefined) return squares[row]?.[column]?.letter ?? '.'
		return (view.rows === 'cell' ? data.cells[row]?.checks[column] : data.cells[column]?.checks[row]) ?? '.'
	}
	/** @type {Pivot['at']} */
	const at = (row, column) => {
		if (squares !== undefined) return squares[row]?.[column]
		const cell = view.rows === 'cell' ? row : column
		const letter = letterAt(row, column)
		return letter === '.' ? undefined : { letter, count: 1, all: 1, cells: [cell] }
	}
	const keys = (/** @type {string} */ dimension, /** @type {() => Iterable<number>} */ found) =>
		dimension === 'cell' ? cells : dimension === 'check' ? checks : [...new Set(found())]
	const rowKeys = keys(view.rows, () => held(squares ?? []))
	const columnKeys = keys(view.columns, () => (squares ?? []).flatMap((line) => held(line)))
	const lines = (
		/** @type {number[]} */ all,
		/** @type {string} */ dimension,
		/** @type {(key: number) => string} */ worstOf,
	) => {
		const label = labelOf(data, dimension)
		return all.sort((a, b) => a - b).map((key) => ({ key, label: label(key), worst: worstOf(key) }))
	}
	const ofCell = (/** @type {number} */ key) => {
		const cell = data.cells[key]
		return cell === undefined ? '.' : cellCode(cell)
	}
	const rows = lines([...rowKeys], view.rows, (row) =>
		view.rows === 'cell' ? ofCell(row) : worst(columnKeys.map((column) => letterAt(row, column))),
	)
	if (view.sort === 'worst') rows.sort((a, b) => worstFirst.indexOf(a.worst) - worstFirst.indexOf(b.worst))
	const columns = lines([...columnKeys], view.columns, (column) =>
		view.columns === 'cell' ? ofCell(column) : '.',
	)
	return {
		rows,
		columns: view.differing ? differing(rows, columns, letterAt) : columns,
		cells,
		checks,
		at,
		letter: letterAt,
	}
}

/** Columns in which not every row says the same; `skipped` and nothing differ from nothing. @param {Line[]} rows @param {Line[]} columns @param {Pivot['letter']} letterOf */
function differing(rows, columns, letterOf) {
	return columns.filter(({ key }) => {
		let first = ''
		return rows.some((row) => {
			const letter = letterOf(row.key, key)
			if (letter === '.' || letter === 's') return false
			if (first === '') first = letter
			return letter !== first
		})
	})
}
