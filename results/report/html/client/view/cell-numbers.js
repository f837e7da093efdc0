// @ts-check
/** @import { Scene } from './first-screen.js' */
import { ranges } from '../../../words/catalogue/ranges.js'
import { h } from './dom.js'

/** So many numbers are pressed one by one; more are ranges. */
const numbersShown = 24

/** The numbers of cells, each to be opened: their names would hide what is said. @param {Scene} scene @param {readonly number[]} cells @param {string} [check] */
export function cellNumbers({ data, texts, open }, cells, check) {
	if (cells.length > numbersShown)
		return h(
			'span',
			{ class: 'quiet' },
			texts.report.cell(ranges(cells.map((cell) => cell + 1)), cells.length),
		)
	const wanted = check === undefined ? undefined : data.checks.findIndex(({ id }) => id === check)
	return cells.flatMap((cell, place) => {
		const name = `${cell + 1} ${data.cells[cell]?.slug ?? ''}`
		const press = () => open(cell, wanted)
		const button = h(
			'button',
			{ type: 'button', class: 'link cell-number', title: name, 'aria-label': name, click: press },
			`${cell + 1}`,
		)
		return place === 0 ? [button] : [' ', button]
	})
}
