// @ts-check
/** @import { PageCell, PageData, PageMark } from '../../page-data.ts' */
/** @import { Texts } from '../../../words/catalogue/english.js' */
import { badge, h, scrolling } from './dom.js'
import {
	bare,
	cellCode,
	checkLetters,
	countLetters,
	duration,
	utc,
	worst,
	worstFirst,
} from '../model/model.js'
import { securityGaps, red } from './attention.js'
import { decision } from './decision.js'

/** @typedef {{ data: PageData, texts: Texts, marks: Map<string, PageMark>, open: (cell: number, check?: number) => void }} Scene */

/** `3 known · 2 pass` @param {string} letters @param {Scene} scene @param {number} [idle] what needs no daemon, where none runs */
function tally(letters, { texts, marks }, idle = 0) {
	const counts = countLetters(letters)
	const counted = [...worstFirst].flatMap((letter) => {
		const count = counts.get(letter)
		return count === undefined ? [] : [h('span', { class: 'tally' }, `${count} `, badge(marks.get(letter)))]
	})
	return idle === 0
		? counted
		: [...counted, h('span', { class: 'tally' }, `${idle} ${texts.report.verdicts.idle}`)]
}

/** @param {readonly PageCell[]} cells @param {Scene} scene */
function checkTally(cells, scene) {
	const { letters, idle } = checkLetters(cells)
	return tally(letters, scene, idle)
}

/** @param {Scene} scene */
function banner({ data, texts, marks }) {
	const mark = marks.get(data.headline.code)
	const words = texts.headline[data.headline.key]
	return h(
		'p',
		{ class: `banner v-${mark?.shown ?? 'error'}` },
		h('span', { class: 'g', 'aria-hidden': 'true' }, mark?.glyph),
		h('strong', null, words),
	)
}

/** @param {Scene} scene */
function facts({ data: { run, chinese }, texts }) {
	const { missing, mixed, lacks } = texts.lang === 'zh' ? chinese : run
	const took =
		run.endedAt === null ? texts.noEnd : duration(Date.parse(run.endedAt) - Date.parse(run.startedAt))
	const pairs = [
		[texts.started, utc(run.startedAt)],
		[texts.took, took],
		[texts.accelerator, run.accelerators.join(', ')],
		[texts.host, [`${run.driver}, ${texts.cpus(run.cpus)}`, ...lacks].join(texts.semicolon)],
		[texts.matrix, `${run.matrix} (${run.matrixHash})`],
		[texts.run, run.id],
		...(run.restored ? [[texts.snapshots, texts.restored(run.restored.count, run.restored.oldest)]] : []),
		[texts.tool, run.tool],
		...missing.map((what) => [texts.missing, what]),
		...mixed.map((difference) => [texts.mixed, difference]),
	]
	return h(
		'dl',
		{ class: 'facts' },
		...pairs.map(([name, value]) => h('div', null, h('dt', null, name), h('dd', null, value))),
	)
}

/** What became of each Docker, 27.5.1 first. @param {Scene} scene */
function tested(scene) {
	const { data, texts, marks } = scene
	const axis = data.axes.findIndex(({ name }) => name === 'docker')
	const rows = (data.axes[axis]?.values ?? []).flatMap((value, index) => {
		const cells = data.cells.filter((cell) => cell.axes[axis] === index)
		if (cells.length === 0) return []
		const versions = new Set(
			cells.flatMap(({ stack }) =>
				(data.stacks[stack] ?? []).flatMap(([part, version]) => (part === 'dockerd' ? [version] : [])),
			),
		)
		return [
			h(
				'tr',
				null,
				h(
					'th',
					{ scope: 'row' },
					value,
					versions.size > 0 && h('span', { class: 'quiet' }, ` ${[...versions].join(', ')}`),
				),
				h('td', null, cells.length),
				h('td', null, badge(marks.get(worst(cells.map(cellCode))))),
				h('td', { class: 'tallies' }, checkTally(cells, scene)),
			),
		]
	})
	const heads = [texts.tested, texts.cellsTitle, texts.verdict, texts.checksTitle]
	const head = h('tr', null, ...heads.map((one) => h('th', { scope: 'col' }, one)))
	return scrolling(
		texts.tested,
		h('table', { class: 'plain' }, h('thead', null, head), h('tbody', null, ...rows)),
	)
}

/** The Dockers that answered at least one check, then those that none could be asked. @param {PageData} data @param {Texts} texts */
export function titleOf(data, texts) {
	const axis = data.axes.findIndex(({ name }) => name === 'docker')
	const tried = (/** @type {number} */ index) =>
		data.cells.some((cell) => cell.axes[axis] === index && /[^.s]/.test(cell.checks))
	/** @type {[string[], string[]]} */
	const [yes, no] = [[], []]
	for (const [index, value] of (data.axes[axis]?.values ?? []).entries())
		(tried(index) ? yes : no).push(bare(value))
	return [
		yes.length > 0 ? `Docker ${yes.join(', ')}` : '',
		no.length > 0 ? texts.notTriedTitle(no.join(', ')) : '',
	]
		.filter(Boolean)
		.join(' · ')
}

/** What a reader has to know who reads nothing else. @param {Scene} scene */
export function firstScreen(scene) {
	const { data, texts } = scene
	const gaps = texts.lang === 'zh' ? data.chinese.gaps : data.gaps
	const { letters, idle } = checkLetters(data.cells)
	const checks = letters.length + idle
	return h(
		'div',
		{ class: 'first' },
		banner(scene),
		gaps.length > 0 &&
			h(
				'section',
				{ class: 'red', role: 'alert' },
				h('h2', null, texts.damaged),
				h('ul', null, ...gaps.map((gap) => h('li', null, gap))),
			),
		decision(scene),
		h(
			'p',
			{ class: 'totals' },
			texts.cells(data.cells.length),
			texts.colon,
			tally(data.cells.map(cellCode).join(''), scene),
			h('br'),
			texts.checks(checks),
			checks > 0 && [texts.colon, tally(letters, scene, idle)],
		),
		facts(scene),
		data.formless === true && h('p', { class: 'quiet' }, texts.formless),
		securityGaps(scene),
		red(scene),
		tested(scene),
	)
}
