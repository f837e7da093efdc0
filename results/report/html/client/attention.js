// @ts-check
/** @import { Scene } from './first-screen.js' */
import { badge, h, outward } from './dom.js'
import { byReason, cellLinks, findings } from './findings.js'

/** @param {Scene} scene */
export function openDoors(scene) {
	const { data, texts, marks } = scene
	const doors = findings(data, 'o')
	if (doors.length === 0) return null
	return h(
		'section',
		{ class: 'doors' },
		h('h2', null, texts.openDoors),
		...doors.map(({ check, issue, cells }) => {
			const known = data.issues[issue]
			return h(
				'div',
				{ class: 'finding' },
				h(
					'p',
					null,
					badge(marks.get('o')),
					' ',
					h('strong', null, known?.title ?? ''),
					' ',
					h('code', null, data.checks[check]?.id),
				),
				h('p', { class: 'quiet' }, known?.because ?? '', '. ', known && outward(known.see, known.see)),
				h('p', null, cellLinks(scene, cells, check)),
			)
		}),
	)
}

/** @param {Scene} scene */
export function red(scene) {
	const { data, texts, marks } = scene
	const broken = data.cells.flatMap((cell, index) =>
		cell.verdict === 'e' && !cell.checks.includes('e') ? [index] : [],
	)
	const found = findings(data, 'efx')
	if (broken.length + found.length === 0) return null
	return h(
		'section',
		{ class: 'red' },
		h('h2', null, texts.red),
		...byReason(data.cells, broken).map(({ reason, cells }) =>
			h(
				'div',
				{ class: 'finding' },
				h('p', null, badge(marks.get('e')), ' ', h('span', { class: 'said' }, data.strings[reason])),
				h('p', null, cellLinks(scene, cells)),
			),
		),
		...found.map(({ check, letter, issue, message, cells }) =>
			h(
				'div',
				{ class: 'finding' },
				h(
					'p',
					null,
					badge(marks.get(letter)),
					' ',
					h('code', null, data.checks[check]?.id),
					' ',
					issue >= 0 && (data.issues[issue]?.title ?? ''),
				),
				message >= 0 && h('p', { class: 'said' }, data.strings[message]),
				h('p', null, cellLinks(scene, cells, check)),
			),
		),
	)
}

/** @param {Scene} scene */
export function notTried(scene) {
	const { data, texts, marks } = scene
	const lacking = data.cells.flatMap((cell, index) => (cell.verdict === 'u' ? [index] : []))
	if (lacking.length === 0) return null
	return h(
		'section',
		null,
		h('h2', null, texts.notTried),
		...byReason(data.cells, lacking).map(({ reason, cells }) =>
			h(
				'details',
				{ class: 'finding', open: cells.length <= 3 },
				h(
					'summary',
					null,
					badge(marks.get('u')),
					` ${texts.cells(cells.length)}: `,
					h('span', { class: 'said' }, data.strings[reason]),
				),
				h('p', null, cellLinks(scene, cells)),
			),
		),
	)
}
