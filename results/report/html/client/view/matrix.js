// @ts-check
/** @import { Scene } from './first-screen.js' */
/** @import { Change } from './controls.js' */
/** @import { Line, Pivot, Square } from '../model/pivot.js' */
/** @import { View } from '../model/view-state.js' */
import { contractOf, textOf, namedValue } from '../model/words.js'
import { badge, h } from './dom.js'
import { gridKeys } from './grid-keys.js'
import { ranges } from '../../../words/catalogue/ranges.js'
import { axisValue, lettersOf } from '../model/model.js'
import { foldColumns, manyCells } from '../model/fold-columns.js'
import { pivot } from '../model/pivot.js'
import { cellValues, varyingAxes } from '../model/select.js'

/** So many rows stand in the page at once: it is squares that take time to draw, ten thousand rows take seconds. @param {Pivot} found @param {number} all */
const rowsAtOnce = ({ columns }, all) =>
	all > manyCells
		? Math.min(50, Math.max(10, Math.floor(600 / columns.length)))
		: Math.min(100, Math.max(20, Math.floor(2500 / columns.length)))

/** @typedef {{ scene: Scene, view: View, change: Change, found: Pivot, varying: number[], square: ReturnType<typeof squareMaker> }} Table */

/** A check's name may break after its area and at hyphens. @param {string} id */
const breakable = (id) =>
	id.split(/(?<=[.-])/).flatMap((part, index) => (index === 0 ? [part] : [h('wbr'), part]))

/** @param {Table} table @param {string} dimension @param {Line} line */
function name({ scene, varying }, dimension, { key, label }) {
	if (dimension !== 'cell') return dimension === 'check' ? breakable(label) : label
	const values = cellValues(scene.data, key, varying)
	return h(
		'button',
		{ type: 'button', class: 'cell-name', title: label, click: () => scene.open(key) },
		h('span', { class: 'number' }, `${key + 1}`),
		h(
			'span',
			{ class: 'values' },
			values.length === 0
				? label
				: values.flatMap(({ axis, value }, place) => [
						place > 0 && ' · ',
						h('span', { class: `axis-${axis}` }, namedValue(scene.texts, axis, value)),
					]),
		),
	)
}

/** @param {Table} table */
function head(table) {
	const { scene, view, found } = table
	const { texts, data } = scene
	const corner = `${texts.axis[/** @type {keyof typeof texts.axis} */ (view.rows)] ?? view.rows} \\ ${texts.axis[/** @type {keyof typeof texts.axis} */ (view.columns)] ?? view.columns}`
	const tall = found.columns.length > 8
	const names = h('tr', { class: tall ? 'tall' : 'flat' }, h('th', { scope: 'col', class: 'corner' }, corner))
	if (view.rows === 'cell')
		names.append(h('th', { scope: 'col', class: 'ends' }, h('span', null, texts.verdict)))
	let area = ''
	for (const column of found.columns) {
		const own = view.columns === 'check' ? (data.checks[column.key]?.area ?? '') : ''
		names.append(
			h(
				'th',
				{
					scope: 'col',
					class: own === area ? undefined : 'begins',
					title: view.columns === 'check' ? contractOf(scene, column.key) || column.label : column.label,
				},
				h('span', null, name(table, view.columns, column)),
			),
		)
		area = own
	}
	return h('thead', null, names)
}

/**
 * A square of a letter, made once and copied: made one by one, six hundred take most of the time that a filter may take.
 * @param {Scene} scene @returns {(letter: string | undefined, begins: boolean) => HTMLTableCellElement}
 */
function squareMaker({ texts, marks }) {
	/** @type {Map<string, HTMLTableCellElement>} */
	const made = new Map()
	return (letter, begins) => {
		const key = `${letter} ${begins}`
		let one = made.get(key)
		if (one === undefined) {
			const inside =
				letter === undefined ? h('span', { class: 'hidden' }, texts.never) : badge(marks.get(letter))
			one = h('td', { tabindex: -1, class: begins ? 'begins' : undefined, 'data-letter': letter }, inside)
			made.set(key, one)
		}
		return /** @type {HTMLTableCellElement} */ (one.cloneNode(true))
	}
}

/** @param {Table} table @param {Line} row @param {Line} column @param {boolean} begins */
function squareCell({ found, square }, row, column, begins) {
	const one = found.at(row.key, column.key)
	const cell = square(one?.letter, begins)
	if (one !== undefined && one.all > 1)
		cell.firstElementChild?.append(h('span', { class: 'of' }, ` ${one.count}/${one.all}`))
	return cell
}

/** What is under the pointer, or has the focus: one listener for all squares. @param {Table} table @param {readonly Line[]} rows @param {Event} event */
function enter({ scene, view, change, found }, rows, { target }) {
	const cell = target instanceof Element ? target.closest('td') : null
	const line = cell?.parentElement
	const row = line instanceof HTMLTableRowElement ? rows[line.sectionRowIndex] : undefined
	if (cell === null || row === undefined) return
	if (cell.classList.contains('whole')) return scene.open(row.key)
	const column = found.columns[cell.cellIndex - (view.rows === 'cell' ? 2 : 1)]
	if (column === undefined) return
	const square = found.at(row.key, column.key)
	if (square !== undefined) enterSquare(scene, view, change, row, column, square)
}

/** One cell opens; several become the matrix. @param {Scene} scene @param {View} view @param {Change} change @param {Line} row @param {Line} column @param {Square} square */
function enterSquare(scene, view, change, row, column, square) {
	const check = view.rows === 'check' ? row.key : view.columns === 'check' ? column.key : undefined
	const only = square.cells[0]
	if (square.cells.length === 1 && only !== undefined) return scene.open(only, check)
	const axes = { ...view.axes }
	let name = view.check
	for (const [dimension, line] of /** @type {const} */ ([
		[view.rows, row],
		[view.columns, column],
	])) {
		if (dimension === 'check' || dimension === 'area') name = line.label
		else if (dimension !== 'cell') axes[dimension] = line.label
	}
	change({ rows: 'cell', columns: 'check', axes, check: name, page: 0 })
}

/** @param {Table} table @param {Line} row */
function bodyRow(table, row) {
	const { scene, view, found } = table
	const tr = h('tr', null, h('th', { scope: 'row' }, name(table, view.rows, row)))
	if (view.rows === 'cell')
		tr.append(h('td', { class: 'whole', tabindex: -1 }, badge(scene.marks.get(row.worst))))
	let area = ''
	for (const column of found.columns) {
		const own = view.columns === 'check' ? (scene.data.checks[column.key]?.area ?? '') : ''
		tr.append(squareCell(table, row, column, own !== area))
		area = own
	}
	return tr
}

/** Whether a row has nothing but the reason why it was asked nothing. @param {Table} table @param {Line} row */
const isEmpty = ({ scene, view }, row) =>
	view.rows === 'cell' && /^\.*$/.test(scene.data.cells[row.key]?.checks ?? '')

/** Rows in which nothing was asked: each reason once, with the cells that it holds for. @param {Table} table @param {readonly Line[]} rows */
function emptyRows({ scene, found }, rows) {
	/** @type {Map<string, number[]>} */
	const reasons = new Map()
	for (const { key } of rows) {
		const cell = scene.data.cells[key]
		const reason = `${cell?.verdict} ${cell?.reason ?? -1}`
		reasons.set(reason, [...(reasons.get(reason) ?? []), key])
	}
	return [...reasons.values()].map((cells) => {
		const [first = -1] = cells
		const name = cells.length === 1 ? (scene.data.cells[first]?.slug ?? '') : scene.texts.cells(cells.length)
		const cell = scene.data.cells[first]
		const enter = () => scene.open(first)
		const number = h('span', { class: 'number' }, ranges(cells.map((one) => one + 1)))
		return h(
			'tr',
			{ class: 'empty' },
			h(
				'th',
				{ scope: 'row' },
				h('button', { type: 'button', class: 'cell-name', click: enter }, number, ' ', name),
			),
			h('td', { class: 'whole', tabindex: -1, click: enter }, badge(scene.marks.get(cell?.verdict ?? ''))),
			h(
				'td',
				{ class: 'reason', colspan: Math.max(1, found.columns.length), tabindex: -1, click: enter },
				h('span', null, textOf(scene, cell?.reason ?? -1) ?? ''),
			),
		)
	})
}

/** @param {Table} table @param {number} page @param {number} pages */
function pager({ scene: { texts, data }, change, found }, page, pages) {
	if (pages < 2) return null
	const pageSize = rowsAtOnce(found, data.cells.length)
	const to = (/** @type {number} */ target, /** @type {string} */ text) =>
		h(
			'button',
			{
				type: 'button',
				id: `page-${target < page ? 'previous' : 'next'}`,
				disabled: target < 0 || target >= pages,
				click: () => change({ page: target }),
			},
			text,
		)
	return h(
		'p',
		{ class: 'pager' },
		to(page - 1, texts.previous),
		` ${texts.page(page * pageSize + 1, Math.min(found.rows.length, (page + 1) * pageSize), found.rows.length)} `,
		to(page + 1, texts.next),
	)
}

/** That not all columns are there, and how to come to the others. @param {Scene} scene @param {View} view @param {Change} change @param {number} shown @param {number} all */
function foldedColumns({ texts }, view, change, shown, all) {
	if (shown === all) return null
	const swap = () => {
		change({ rows: view.columns, columns: view.rows, page: 0 })
		// This button is gone then; the other one that swaps is not.
		document.getElementById('swap')?.focus()
	}
	const words = view.sort === 'worst' ? texts.worstColumns : texts.firstColumns
	return h(
		'p',
		{ class: 'folded' },
		`${words(shown, all)} `,
		h('button', { type: 'button', class: 'link', click: swap }, texts.swap),
	)
}

/** @param {Scene} scene @param {View} view @param {Change} change @param {number} [atOnce] so many rows need no pages */
export function matrix(scene, view, change, atOnce = 0) {
	const { data, texts, marks } = scene
	const varying = varyingAxes(data)
	const whole = pivot(data, view)
	const found = { ...whole, columns: foldColumns(whole.columns, view, data.cells.length) }
	/** @type {Table} */
	const table = { scene, view, change, found, varying, square: squareMaker(scene) }
	const count = h(
		'p',
		{ class: 'quiet', role: 'status' },
		texts.shownCount(found.cells.length, data.cells.length, found.checks.length),
	)
	// Cells that were asked nothing have no column, and say why all the same.
	if (found.rows.length === 0 || (found.columns.length === 0 && view.rows !== 'cell'))
		return h('div', null, count, h('p', { class: 'nothing' }, texts.nothing))
	const pageSize = Math.max(rowsAtOnce(found, data.cells.length), found.rows.length <= atOnce ? atOnce : 0)
	const pages = Math.ceil(found.rows.length / pageSize)
	const page = Math.min(view.page, pages - 1)
	const shown = found.rows.slice(page * pageSize, (page + 1) * pageSize)
	const full = shown.filter((row) => !isEmpty(table, row))
	const grid = h(
		'table',
		{ class: 'matrix', role: 'grid', 'aria-label': texts.matrix },
		head(table),
		h(
			'tbody',
			{ click: (/** @type {Event} */ event) => enter(table, full, event) },
			...full.map((row) => bodyRow(table, row)),
			...emptyRows(
				table,
				shown.filter((row) => isEmpty(table, row)),
			),
		),
	)
	gridKeys(grid)
	const same = data.axes.flatMap(({ name }, axis) =>
		varying.includes(axis) || !data.cells[0]
			? []
			: [
					`${texts.axis[/** @type {keyof typeof texts.axis} */ (name)] ?? name} ${axisValue(data, data.cells[0], axis)}`,
				],
	)
	const there = lettersOf(data)
	return h(
		'div',
		null,
		count,
		foldedColumns(scene, view, change, found.columns.length, whole.columns.length),
		h('div', { class: 'scroll tall-region', role: 'region', 'aria-label': texts.matrix }, grid),
		pager(table, page, pages),
		same.length > 0 && h('p', { class: 'quiet' }, `${texts.inAll}${texts.colon}${same.join(' · ')}`),
		h(
			'p',
			{ class: 'legend' },
			...data.marks
				.filter(({ code }) => there.has(code))
				.map(({ code }) => h('span', null, badge(marks.get(code)), ` ${marks.get(code)?.meaning ?? ''}`)),
		),
		h('p', { class: 'quiet screen' }, texts.keys),
	)
}
