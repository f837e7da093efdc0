// @ts-check
/** @import { Scene } from './first-screen.js' */
import { h } from './dom.js'
import { ranges } from '../../../words/catalogue/ranges.js'

/** Buttons that open cells, `1–4, 7` when there are many. @param {Scene} scene @param {number[]} cells @param {number} [check] */
export function cellLinks({ data, texts, open }, cells, check) {
	if (cells.length > 8)
		return h(
			'span',
			{ class: 'quiet' },
			texts.cells(cells.length),
			texts.colon,
			ranges(cells.map((cell) => cell + 1)),
		)
	return cells.map((cell) =>
		h(
			'button',
			{ type: 'button', class: 'link', click: () => open(cell, check) },
			`${cell + 1}\u00a0${data.cells[cell]?.slug ?? ''}`,
		),
	)
}
