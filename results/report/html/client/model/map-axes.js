// @ts-check
/** @import { PageData } from '../../page-data.ts' */
import { cellCode } from './model.js'
import { varyingAxes } from './select.js'

/** The axes of the map: rows, columns and, where a third one varies, panels. As the reader chose, else those with most values. @param {PageData} data @param {string} asked */
export function mapAxes(data, asked) {
	const varying = varyingAxes(data)
	const names = asked.split(',')
	const picked = names.map((name) => data.axes.findIndex((axis) => axis.name === name))
	if (picked.length >= 2 && picked.slice(0, 2).every((axis) => axis >= 0))
		return picked.filter((axis) => axis >= 0)
	return varying.length < 2
		? []
		: [...varying]
				.sort((a, b) => (data.axes[b]?.values.length ?? 0) - (data.axes[a]?.values.length ?? 0))
				.slice(0, 3)
}

/** The worst of the cells at each pair of values, panel by panel. @param {PageData} data @param {readonly number[]} axes */
export function mapPanels(data, [rows = 0, columns = 0, panels = -1]) {
	/** @type {Map<number, Map<string, { letters: string, cells: number[], gaps: number }>>} */
	const found = new Map()
	for (const [index, cell] of data.cells.entries()) {
		const panel = panels < 0 ? -1 : (cell.axes[panels] ?? -1)
		let squares = found.get(panel)
		if (squares === undefined) found.set(panel, (squares = new Map()))
		const key = `${cell.axes[rows]} ${cell.axes[columns]}`
		const square = squares.get(key)
		const gap = cell.checks.includes('o') ? 1 : 0
		if (square === undefined) squares.set(key, { letters: cellCode(cell), cells: [index], gaps: gap })
		else {
			square.letters += cellCode(cell)
			square.cells.push(index)
			square.gaps += gap
		}
	}
	return [...found].sort(([a], [b]) => a - b)
}
