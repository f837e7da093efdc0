// @ts-check
/** @import { Scene } from './first-screen.js' */
import { issueOf, textOf } from '../model/words.js'
import { badge, h, outward } from './dom.js'
import { cellLinks } from './cell-links.js'
import { byReason, findings } from '../model/findings.js'

/** The ways that failed, and how. @param {Scene} scene @param {number} form */
function formLine(scene, form) {
	const { texts } = scene
	if (form < 0) return null
	return h(
		'p',
		{ class: 'form' },
		h('span', { class: 'label' }, `${texts.found} `),
		h('span', { class: 'said' }, textOf(scene, form)),
	)
}

/** @param {Scene} scene */
export function securityGaps(scene) {
	const { data, texts, marks } = scene
	const gaps = findings(data, 'o')
	if (gaps.length === 0) return null
	return h(
		'section',
		{ class: 'gaps' },
		h('h2', null, texts.securityGaps),
		...gaps.map(({ check, issue, form, cells }) => {
			const known = issueOf(scene, issue)
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
				formLine(scene, form),
				h('p', { class: 'quiet' }, known?.because ?? '', texts.stop, known && outward(known.see, known.see)),
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
	const found = findings(data, 'efyx')
	if (broken.length + found.length === 0) return null
	return h(
		'section',
		{ class: 'red' },
		h('h2', null, texts.red),
		...byReason(data.cells, broken).map(({ reason, cells }) =>
			h(
				'div',
				{ class: 'finding' },
				h('p', null, badge(marks.get('e')), ' ', h('span', { class: 'said' }, textOf(scene, reason))),
				h('p', null, cellLinks(scene, cells)),
			),
		),
		...found.map(({ check, letter, issue, message, form, cells }) =>
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
					issue >= 0 && (issueOf(scene, issue)?.title ?? ''),
				),
				formLine(scene, form),
				message >= 0 && h('p', { class: 'said' }, textOf(scene, message)),
				h('p', null, cellLinks(scene, cells, check)),
			),
		),
	)
}
