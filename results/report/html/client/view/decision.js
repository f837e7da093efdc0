// @ts-check
/** @import { SaidDecision, SaidIssue, SaidLine } from '../../../words/said.ts' */
/** @import { Scene } from './first-screen.js' */
import { cellNumbers } from './cell-numbers.js'
import { h, outward } from './dom.js'
import { overview } from './overview.js'
import { ranges } from '../../../words/catalogue/ranges.js'

/** So many limits are told at once; the others are folded. */
const limitsShown = 3

/** @param {Scene} scene @param {SaidLine} line */
const place = (scene, { words, cells }) =>
	h('li', null, words, ' ', h('span', { class: 'where' }, cellNumbers(scene, cells)))

/** What to do, and where the run showed that it helps. @param {Scene} scene @param {SaidIssue} issue */
function adviceOf({ texts }, { advice, held }) {
	const { decision, report } = texts
	const proof =
		held.length === 0
			? ''
			: decision.aside(decision.held(report.cell(ranges(held.map((cell) => cell + 1)), held.length)))
	return h(
		'ul',
		{ class: 'todo' },
		...advice.map((words, place) => h('li', null, words, place === advice.length - 1 && proof)),
	)
}

/** @param {Scene} scene @param {SaidIssue} issue */
function gap(scene, issue) {
	const { decision, colon } = scene.texts
	return h(
		'div',
		{ class: 'gap' },
		h(
			'p',
			null,
			h('strong', null, `${decision.gap}${colon}${issue.title}`),
			' ',
			outward(issue.see, issue.checks.join(', ')),
		),
		issue.consequence !== undefined && h('p', null, `${decision.consequence}${colon}${issue.consequence}`),
		adviceOf(scene, issue),
		h('p', { class: 'where' }, cellNumbers(scene, issue.cells, issue.checks[0])),
	)
}

/** @param {Scene} scene @param {SaidIssue} issue */
function limit(scene, issue) {
	const { decision, colon } = scene.texts
	return h(
		'div',
		{ class: 'limit' },
		h(
			'p',
			null,
			`${decision.limit}${colon}${issue.title} `,
			outward(issue.see, issue.checks.slice(0, 3).join(', ') + (issue.checks.length > 3 ? ' …' : '')),
		),
		adviceOf(scene, issue),
		h('p', { class: 'where' }, cellNumbers(scene, issue.cells, issue.checks[0])),
	)
}

/** @param {Scene} scene @param {SaidDecision} said @param {number} index */
function docker(scene, { shown, line, where, gaps, advice, best, unasked, notOffered, untried }, index) {
	const { texts, marks, data } = scene
	const glyph = data.marks.find((mark) => mark.shown === shown)
	const rest = advice.slice(limitsShown)
	return h(
		'article',
		{ class: 'docker' },
		h(
			'h3',
			{ class: `v-${shown}`, id: `docker-${index}`, tabindex: -1 },
			h('span', { class: 'g', 'aria-hidden': 'true' }, marks.get(glyph?.code ?? '')?.glyph),
			' ',
			line,
		),
		h('ul', { class: 'places' }, ...where.map((one) => place(scene, one))),
		...gaps.map((one) => gap(scene, one)),
		unasked.length > 0 && h('ul', { class: 'places' }, ...unasked.map((one) => place(scene, one))),
		...best.map(({ words, cells }) => h('p', { class: 'best' }, words, ' ', cellNumbers(scene, cells))),
		...advice.slice(0, limitsShown).map((one) => limit(scene, one)),
		rest.length > 0 &&
			h(
				'details',
				null,
				h('summary', null, texts.decision.others(rest.length)),
				...rest.map((one) => limit(scene, one)),
			),
		notOffered.length > 0 && h('ul', { class: 'places' }, ...notOffered.map((one) => place(scene, one))),
		untried !== undefined &&
			h(
				'p',
				{ class: 'quiet said' },
				texts.decision.untried(untried.what) + texts.colon,
				untried.reasons.join(texts.comma),
			),
	)
}

/** What somebody has to know who must decide: one block a Docker, and one folded line for what was not tried. @param {Scene} scene */
export function decision(scene) {
	const { data, texts } = scene
	const said = data.decisions[/** @type {'en' | 'zh'} */ (texts.lang)]
	const tried = said.filter(({ where }) => where.length > 0)
	const never = said.flatMap(({ where, untried }) => (where.length === 0 && untried ? [untried] : []))
	if (said.length === 0) return null
	return h(
		'section',
		{ class: 'decision', id: 'decision' },
		h('h2', null, texts.decision.title),
		tried.length > 1 && overview(scene, tried),
		...tried.map((one, index) => docker(scene, one, index)),
		never.length > 0 &&
			h(
				'details',
				{ class: 'never' },
				h('summary', null, texts.decision.untried(never.map(({ what }) => what).join(texts.comma))),
				...never.map(({ what, reasons, cells }) =>
					h(
						'div',
						null,
						h('p', { class: 'said' }, never.length > 1 && what + texts.colon, reasons.join(texts.comma)),
						h('p', null, cellNumbers(scene, cells)),
					),
				),
			),
	)
}
