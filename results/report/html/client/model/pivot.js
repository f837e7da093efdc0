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

/** How a pair of a cell and a check (-1: the cell itself) is sorted into lines. @param {PageData} data @param {string} dimension @returns {(cell: number, check: number) => number} */
function keyOf(data, dimension) {
	if (dimension === 'cell') return (cell) => cell
	if (dimension === 'check') return (_, check) => check
	if (dimension === 'area') {
		const areas = areasOf(data)
		const ofCheck = data.checks.map(({ area }) => areas.indexOf(area))
		return (_, check) => ofCheck[check] ?? -1
	}
	const axis = data.axes.findIndex(({ name }) => name === dimension)
	return (cell) => data.cells[cell]?.axes[axis] ?? -1
}

/** @param {PageData} data @param {string} dimension @returns {(key: number) => string} */
function labelOf(data, dimension) {
	if (dimension === 'cell') return (key) => data.cells[key]?.slug ?? ''
	if (dimension === 'check') return (key) => data.checks[key]?.id ?? ''
	const values =
		dimension === 'area' ? areasOf(data) : data.axes.find(({ name }) => name === dimension)?.values
	return (key) => values?.[key] ?? ''
}

/** @param {Square} square @param {string} letter @param {number} cell */
function add(square, letter, cell) {
	if (letter === square.letter) square.count++
	else if (worstFirst.indexOf(letter) < worstFirst.indexOf(square.letter)) {
		square.letter = letter
		square.count = 1
	}
	if (letter !== 's') square.all++
	if (square.cells.at(-1) !== cell) square.cells.push(cell)
}

/** @param {PageData} data @param {View} view @param {number[]} cells @param {number[]} checks */
function sums(data, view, cells, checks) {
	/** @type {Map<number, Map<number, Square>>} */
	const squares = new Map()
	const [rowOf, columnOf] = [keyOf(data, view.rows), keyOf(data, view.columns)]
	const put = (/** @type {number} */ cell, /** @type {number} */ check, /** @type {string} */ letter) => {
		const [row, column] = [rowOf(cell, check), columnOf(cell, check)]
		let line = squares.get(row)
		if (line === undefined) squares.set(row, (line = new Map()))
		const square = line.get(column)
		if (square === undefined)
			line.set(column, { letter, count: 1, all: letter === 's' ? 0 : 1, cells: [cell] })
		else add(square, letter, cell)
	}
	const byCheck = [view.rows, view.columns].some((one) => one === 'check' || one === 'area')
	for (const cell of cells) {
		const one = data.cells[cell]
		if (one === undefined) continue
		for (const check of checks) {
			const letter = one.checks[check] ?? '.'
			if (letter !== '.') put(cell, check, letter)
		}
		// A cell that could not be tried, or broke, says so wherever it stands.
		if (!byCheck && (one.verdict === 'u' || one.verdict === 'e')) put(cell, -1, one.verdict)
	}
	return squares
}

/** @param {PageData} data @param {View} view @returns {Pivot} */
export function pivot(data, view) {
	const { cells, checks } = selected(data, view)
	const single = [view.rows, view.columns].sort().join() === 'cell,check'
	const squares = single ? undefined : sums(data, view, cells, checks)
	/** @type {Pivot['letter']} */
	const letterAt = (row, column) => {
		if (squares !== undefined) return squares.get(row)?.get(column)?.letter ?? '.'
		return (view.rows === 'cell' ? data.cells[row]?.checks[column] : data.cells[column]?.checks[row]) ?? '.'
	}
	/** @type {Pivot['at']} */
	const at = (row, column) => {
		if (squares !== undefined) return squares.get(row)?.get(column)
		const cell = view.rows === 'cell' ? row : column
		const letter = letterAt(row, column)
		return letter === '.' ? undefined : { letter, count: 1, all: 1, cells: [cell] }
	}
	const keys = (/** @type {string} */ dimension, /** @type {() => Iterable<number>} */ found) =>
		dimension === 'cell' ? cells : dimension === 'check' ? checks : [...new Set(found())]
	const rowKeys = keys(view.rows, () => squares?.keys() ?? [])
	const columnKeys = keys(view.columns, () =>
		[...(squares?.values() ?? [])].flatMap((line) => [...line.keys()]),
	)
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
