// @ts-check
/** @import { PageCell } from '../../../page-data.ts' */
/** @import { Scene } from '../first-screen.js' */
/** @import { Child } from '../dom.js' */
import { clock, complaintsOf, dropsBySort, dropsOf, timesOf } from '../../model/times.js'
import { h, scrolling } from '../dom.js'

/** @param {string} title @param {readonly string[] | null} heads @param {readonly (readonly Child[])[]} rows */
const folded = (title, heads, rows) =>
	rows.length === 0
		? null
		: h(
				'details',
				null,
				h('summary', null, title),
				scrolling(
					title,
					h(
						'table',
						{ class: 'plain log' },
						heads && h('thead', null, h('tr', null, ...heads.map((head) => h('th', { scope: 'col' }, head)))),
						h(
							'tbody',
							null,
							...rows.map((cells) => h('tr', null, ...cells.map((one) => h('td', null, one)))),
						),
					),
				),
			)

/** The trace's log lines and dropped packets to read, and for whoever has no pointer. @param {Scene} scene @param {PageCell} cell */
export function besideChecks({ data, texts }, cell) {
	const { end } = timesOf(data, cell)
	const lines = complaintsOf(data, cell, end)
	const drops = dropsBySort(dropsOf(data, cell, end))
	const total = drops.reduce((sum, { count }) => sum + count, 0)
	return [
		folded(
			`${texts.daemonLog} (${lines.length})`,
			null,
			lines.map(({ at, level, text }) => [clock(at), texts.logLevel[level], h('code', null, text)]),
		),
		folded(
			`${texts.droppedPackets} (${total})`,
			texts.droppedHeads,
			drops.map(({ count, at, last, reason, where }) => [
				count,
				clock(at) === clock(last) ? clock(at) : `${clock(at)}–${clock(last)}`,
				h('code', null, reason),
				h('code', null, where),
			]),
		),
	]
}
