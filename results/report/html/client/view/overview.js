// @ts-check
/** @import { SaidDecision } from '../../../words/said.ts' */
/** @import { Scene } from './first-screen.js' */
import { cellNumbers } from './cell-numbers.js'
import { h, scrolling } from './dom.js'

/** One row a Docker, which leads to all that is said of it: what somebody sees who reads the first screen alone. @param {Scene} scene @param {readonly SaidDecision[]} said */
export function overview(scene, said) {
	const { data, texts, marks } = scene
	const { decision } = texts
	const heads = [texts.axis.docker, texts.cellsTitle, texts.securityGaps, decision.advice]
	const rows = said.map(({ shown, line, where, runs, gaps, advice, take, avoid, unasked }, index) => {
		const mark = marks.get(data.marks.find((one) => one.shown === shown)?.code ?? '')
		const jump = () => document.getElementById(`docker-${index}`)?.focus()
		const titles = [...new Set(gaps.map(({ title }) => title))]
		return h(
			'tr',
			null,
			h(
				'th',
				{ scope: 'row' },
				h(
					'button',
					{ type: 'button', class: 'link', click: jump },
					h(
						'span',
						{ class: `v-${shown} bare` },
						h('span', { 'aria-hidden': 'true' }, mark?.glyph),
						' ',
						line,
					),
				),
			),
			h('td', { 'data-head': texts.cellsTitle }, ...where.map(({ words }) => h('div', null, words))),
			h(
				'td',
				{ 'data-head': texts.securityGaps },
				titles.length === 0
					? runs
						? unasked.length > 0
							? decision.noGapAsked
							: decision.noGap
						: '–'
					: titles.map((title) => h('div', { class: 'open' }, title)),
				...unasked.map(({ words, cells }) => h('div', null, words, ' ', cellNumbers(scene, cells))),
			),
			h(
				'td',
				{ 'data-head': decision.advice },
				take.length === 0
					? (gaps[0] ?? advice[0])?.advice[0]
					: [
							...take.map(({ words, cells }) => h('div', null, words, ' ', cellNumbers(scene, cells))),
							...avoid.map((words) => h('div', null, words)),
						],
			),
		)
	})
	const head = h('tr', null, ...heads.map((one) => h('th', { scope: 'col' }, one)))
	return scrolling(
		decision.title,
		h('table', { class: 'plain overview stacked' }, h('thead', null, head), h('tbody', null, ...rows)),
	)
}
