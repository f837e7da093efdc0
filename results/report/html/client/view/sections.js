// @ts-check
/** @import { PageTurn } from '../../page-data.ts' */
/** @import { Scene } from './first-screen.js' */
import { issueOf, textOf } from '../model/words.js'
import { h, outward, scrolling } from './dom.js'
import { cellLinks } from './cell-links.js'
import { findings } from '../model/findings.js'
import { ranges } from '../../../words/catalogue/ranges.js'
import { lettersOf } from '../model/model.js'

/** @param {Scene} scene */
export function knownIssues(scene) {
	const { data, texts } = scene
	const found = findings(data, 'ok').filter(({ issue }) => issue >= 0)
	const issues = [...new Set(found.map(({ issue }) => issue))]
	if (issues.length === 0) return null
	return h(
		'section',
		{ id: 'known' },
		h('h2', null, texts.knownIssues),
		...issues.map((index) => {
			const issue = issueOf(scene, index)
			if (issue === undefined) return null
			const facts = [
				issue.since && `${texts.since} ${issue.since}`,
				issue.fixed && `${texts.fixedIn} ${issue.fixed}`,
			].filter(Boolean)
			return h(
				'div',
				{ class: 'finding' },
				h(
					'p',
					null,
					h('strong', null, issue.title),
					facts.length > 0 && h('span', { class: 'quiet' }, ` ${facts.join(' · ')}`),
				),
				h('p', { class: 'quiet' }, issue.because, texts.stop, outward(issue.see, issue.see)),
				...found
					.filter((one) => one.issue === index)
					.map(({ check, form, cells }) =>
						h(
							'p',
							null,
							h('code', null, data.checks[check]?.id),
							form >= 0 && h('span', { class: 'said' }, ` ${textOf(scene, form)}`),
							' ',
							cellLinks(scene, cells, check),
						),
					),
			)
		}),
	)
}

/** @param {Scene} scene */
export function turns(scene) {
	const { data, texts, marks } = scene
	if (data.turns.length === 0) return null
	const row = (/** @type {PageTurn} */ { check, part, turns, last, first, shownBy }) => {
		const [before, after] = turns === 'bad' ? ['p', 'f'] : ['f', 'p']
		const [pair] = shownBy
		return h(
			'tr',
			null,
			h('th', { scope: 'row' }, h('code', null, check)),
			h('td', null, texts.partNames[/** @type {keyof typeof texts.partNames} */ (part)] ?? part),
			h(
				'td',
				null,
				h(
					'span',
					{ class: `v-${marks.get(before)?.shown} bare` },
					turns === 'bad' ? texts.lastGood : texts.lastBad,
				),
				` ${last}`,
			),
			h(
				'td',
				null,
				h(
					'span',
					{ class: `v-${marks.get(after)?.shown} bare` },
					turns === 'bad' ? texts.firstBad : texts.firstGood,
				),
				` ${first}`,
			),
			h(
				'td',
				null,
				pair &&
					cellLinks(
						scene,
						[...pair],
						data.checks.findIndex(({ id }) => id === check),
					),
			),
		)
	}
	return h(
		'section',
		{ id: 'turns' },
		h('h2', null, texts.turns),
		h('p', { class: 'quiet' }, texts.turnsNote),
		scrolling(texts.turns, h('table', { class: 'plain turns' }, h('tbody', null, ...data.turns.map(row)))),
	)
}

/** Why checks have no meaning somewhere: the same reason in the same cells is told once. @param {Scene} scene */
function skipReasons(scene) {
	const { data, texts } = scene
	/** @type {Map<string, { reason: string, checks: string[], cells: number[] }>} */
	const groups = new Map()
	for (const { check, message, cells } of findings(data, 's')) {
		const where = `${message} ${cells.join()}`
		const group = groups.get(where)
		if (group) group.checks.push(data.checks[check]?.id ?? '')
		else
			groups.set(where, {
				reason: textOf(scene, message) ?? '',
				checks: [data.checks[check]?.id ?? ''],
				cells,
			})
	}
	return [...groups.values()].map(({ reason, checks, cells }) => {
		const where = h('span', { class: 'quiet' }, texts.inCells(ranges(cells.map((cell) => cell + 1))))
		return h(
			'li',
			null,
			h('span', { class: 'said' }, reason),
			texts.colon,
			checks.join(texts.comma),
			' ',
			where,
		)
	})
}

/** Made when it is opened: of a large run it is longer than everything else. @param {Scene} scene */
export function skipped(scene) {
	const { data, texts } = scene
	if (!lettersOf(data).has('s')) return null
	const list = h('ul')
	const fill = () => {
		if (list.childElementCount === 0) list.append(...skipReasons(scene))
	}
	return h(
		'section',
		{ id: 'skipped' },
		h('details', { toggle: fill }, h('summary', null, h('h2', null, texts.skipped)), list),
	)
}
