// @ts-check
/** @import { PageCell, PageData } from '../../page-data.ts' */
/** @import { View } from './view-state.js' */
import { axisValue, cellCode, worstFirst } from './model.js'

/** Which letters (as character codes) the reader wants to see; a check that was never recorded is none. @param {string} verdicts */
function countedLetters(verdicts) {
	/** @type {boolean[]} */
	const counts = []
	for (const letter of verdicts || worstFirst) counts[letter.charCodeAt(0)] = true
	return counts
}

/**
 * The cells and checks that the reader's filters leave. A verdict keeps whole rows and columns that have it: what
 * stands beside a failure explains it.
 * @param {PageData} data @param {View} view @returns {{ cells: number[], checks: number[] }}
 */
export function selected(data, view) {
	const wanted = view.check.trim().toLowerCase()
	const named = data.checks.flatMap(({ id }, index) => (id.toLowerCase().includes(wanted) ? [index] : []))
	const axes = data.axes.flatMap(({ name, values }, axis) => {
		const value = view.axes[name]
		return value === undefined ? [] : [/** @type {const} */ ([axis, values.indexOf(value)])]
	})
	const inAxes = data.cells.flatMap((cell, index) =>
		axes.every(([axis, value]) => cell.axes[axis] === value) ? [index] : [],
	)
	const counts = countedLetters(view.verdicts)
	const [all, every] = [wanted === '', named.length === data.checks.length]
	const itself = (/** @type {PageCell} */ cell) =>
		all && (view.verdicts === '' || view.verdicts.includes(cellCode(cell)))
	const cells = inAxes.filter((index) => {
		const cell = data.cells[index]
		if (cell === undefined) return false
		if (itself(cell)) return true
		// The usual question, of every check, is one search in a short string.
		if (every && view.verdicts.length === 1) return cell.checks.includes(view.verdicts)
		return named.some((check) => counts[cell.checks.charCodeAt(check)])
	})
	// Each check is looked for until one cell has it: most are found in the first.
	let missing = named
	/** @type {Set<number>} */
	const found = new Set()
	for (const cell of cells) {
		if (missing.length === 0) break
		const letters = data.cells[cell]?.checks ?? ''
		const before = found.size
		for (const check of missing) if (counts[letters.charCodeAt(check)]) found.add(check)
		if (found.size > before) missing = missing.filter((check) => !found.has(check))
	}
	const checks = named.filter((check) => found.has(check))
	return { cells, checks }
}

/** The order in which people say what a configuration is. */
const spokenOrder = [
	'docker',
	'network',
	'portDriver',
	'rootlesskit',
	'kernel',
	'brNetfilter',
	'daemon',
	'guest',
	'cmdline',
	'modules',
	'upgradeFrom',
]

/** The axes whose values are not all the same among these cells. @param {PageData} data */
export function varyingAxes(data) {
	return data.axes
		.flatMap((_, axis) => {
			const first = data.cells[0]?.axes[axis]
			return data.cells.some((cell) => cell.axes[axis] !== first) ? [axis] : []
		})
		.sort(
			(a, b) => spokenOrder.indexOf(data.axes[a]?.name ?? '') - spokenOrder.indexOf(data.axes[b]?.name ?? ''),
		)
}

/** What tells a cell from the others: its values on the axes that vary, but for those of which it has nothing. @param {PageData} data @param {number} index @param {readonly number[]} axes */
export function cellValues(data, index, axes) {
	const cell = data.cells[index]
	if (cell === undefined) return []
	return axes.flatMap((axis) => {
		const value = axisValue(data, cell, axis)
		const { name = '', nothing } = data.axes[axis] ?? {}
		return value === nothing ? [] : [{ axis: name, value }]
	})
}
