// @ts-check
/** @import { PageCell, PageData } from '../../page-data.ts' */
/** @import { View } from './view-state.js' */
import { axisValue, cellCode } from './model.js'

const checkLetter = (/** @type {PageData} */ data, /** @type {number} */ cell, /** @type {number} */ check) =>
	data.cells[cell]?.checks[check] ?? '.'

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
	const counts = (/** @type {string} */ letter) =>
		letter !== '.' && (view.verdicts === '' || view.verdicts.includes(letter))
	const itself = (/** @type {PageCell | undefined} */ cell) =>
		wanted === '' && cell !== undefined && (view.verdicts === '' || view.verdicts.includes(cellCode(cell)))
	const cells = inAxes.filter(
		(cell) => itself(data.cells[cell]) || named.some((check) => counts(checkLetter(data, cell, check))),
	)
	const checks = named.filter((check) => cells.some((cell) => counts(checkLetter(data, cell, check))))
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

/** What tells a cell from the others: its values on the axes that vary. @param {PageData} data @param {number} index @param {readonly number[]} axes */
export function cellValues(data, index, axes) {
	const cell = data.cells[index]
	return cell === undefined
		? []
		: axes.map((axis) => ({ axis: data.axes[axis]?.name ?? '', value: axisValue(data, cell, axis) }))
}
