// @ts-check
/** @import { PageCell, PageNote } from '../../page-data.ts' */
/** @import { Scene } from './first-screen.js' */
import { contractOf, entryOf, excerptOf, issueOf, textOf } from '../model/words.js'
import { cellChanges } from './cell-changes.js'
import { network } from './pictures/network.js'
import { besideChecks } from './pictures/beside.js'
import { soakCurves } from './pictures/curves.js'
import { timeline } from './pictures/timeline.js'
import { badge, h, outward, runFile, scrolling } from './dom.js'
import { axisValue, cellCode, duration, noteOf, shellWord, utc, worstFirst } from '../model/model.js'

/** @param {Scene} scene @param {PageCell} cell */
function stackTable({ data, texts }, cell) {
	const versions = new Map(data.stacks[cell.stack])
	const origins = cell.origins.flatMap((index) => data.origins[index] ?? [])
	const parts = [...new Set([...versions.keys(), ...origins.map(({ part }) => part)])]
	if (parts.length === 0) return null
	const titles = [texts.part, texts.running, texts.origin, 'sha256']
	const heads = titles.map((head) => h('th', { scope: 'col' }, head))
	const rows = parts.map((part) => {
		const from = origins.filter((origin) => origin.part === part)
		return h(
			'tr',
			null,
			h('th', { scope: 'row' }, entryOf(texts.stackNames, part) ?? part),
			h('td', { 'data-head': texts.running }, versions.get(part) ?? ''),
			h(
				'td',
				{ 'data-head': texts.origin },
				...from.map(({ provider, version, source }) =>
					h('div', null, `${provider} ${version}`, h('div', { class: 'quiet' }, source)),
				),
			),
			h(
				'td',
				{ 'data-head': 'sha256' },
				...from.map(({ sha256 }) => h('code', { title: sha256 }, sha256.slice(0, 12))),
			),
		)
	})
	return scrolling(
		texts.stack,
		h(
			'table',
			{ class: 'plain stacked' },
			h('thead', null, h('tr', null, ...heads)),
			h('tbody', null, ...rows),
		),
	)
}

/** @param {Scene} scene @param {PageCell} cell @param {readonly number[]} paths */
function evidence({ data, texts }, cell, paths) {
	return paths.map((index) => {
		const path = (data.strings[index] ?? '').replace(/^\.(?=\/)/, `cells/${cell.slug}`)
		const text = excerptOf({ data }, path)
		return text === undefined
			? h('div', { class: 'file' }, runFile(path))
			: h(
					'details',
					{ class: 'file' },
					h('summary', null, `${texts.excerpt} ${path.split('/').slice(2).join('/') || path}`),
					h('pre', null, text),
					runFile(path),
				)
	})
}

/** @param {Scene} scene @param {PageCell} cell @param {PageNote | undefined} note @param {string} letter */
function told(scene, cell, note, letter) {
	const { data, texts } = scene
	if (note === undefined) return []
	const [, message, issue, attempts, paths, observations, form] = note
	const known = issueOf(scene, issue)
	const recorded = data.strings[observations]
	/** @param {number} index */
	const say = (index) => (index < 0 ? '' : (textOf(scene, index) ?? ''))
	const [shape, sentence] = /** @type {const} */ ([say(form), say(message)])
	// A sentence that names the form says both.
	const isNamed = sentence !== '' && sentence.includes(shape)
	return [
		attempts > 1 && h('div', null, texts.attempts(attempts)),
		letter !== 's' &&
			letter !== 'p' &&
			h(
				'div',
				null,
				h('span', { class: 'label' }, `${texts.expected} `),
				known ? texts.expectedFail : texts.expectedPass,
			),
		shape !== '' &&
			!isNamed &&
			h(
				'div',
				{ class: 'form' },
				h('span', { class: 'label' }, `${texts.found} `),
				h('span', { class: 'said' }, shape),
			),
		sentence !== '' &&
			h(
				'div',
				null,
				(shape === '' || isNamed) && letter !== 's' && h('span', { class: 'label' }, `${texts.found} `),
				h('span', { class: 'said' }, sentence),
			),
		known && ruleOf(scene, issue),
		recorded !== undefined &&
			h('details', null, h('summary', null, texts.recorded), h('pre', null, recorded)),
		evidence(scene, cell, paths),
	]
}

/** The rule that excuses a failure: what it says, where it holds, and who says so. @param {Scene} scene @param {number} index */
function ruleOf(scene, index) {
	const { data, texts } = scene
	const known = issueOf(scene, index)
	if (known === undefined) return null
	const where = data.conditions[/** @type {'en' | 'zh'} */ (texts.lang)][index]
	return h(
		'div',
		{ class: 'rule' },
		h('div', null, outward(known.see, known.title), ' ', h('code', null, known.id)),
		h('div', { class: 'quiet' }, known.because),
		where && h('div', { class: 'quiet' }, `${texts.ruleWhere}${texts.colon}${where}`),
	)
}

/** What did not just pass or skip comes first, worst of all: that is what somebody opens a cell for. @param {string} letter */
const rank = (letter) => (letter === 'p' || letter === 's' ? worstFirst.length : worstFirst.indexOf(letter))

/** `docker info` between backticks, as code. @param {string} text */
const withCode = (text) =>
	text.split('`').map((part, index) => (index % 2 === 1 ? h('code', null, part) : part))

/** @param {Scene} scene @param {PageCell} cell @param {number | undefined} wanted */
function checkRows(scene, cell, wanted) {
	const { data, marks } = scene
	let recorded = 0
	const asked = data.checks.flatMap(({ id }, check) => {
		const contract = contractOf(scene, check)
		const letter = cell.checks[check] ?? '.'
		if (letter === '.') return []
		return [{ id, contract, check, letter, ms: letter === 's' ? 0 : (cell.ms[recorded++] ?? 0) }]
	})
	return asked
		.sort((a, b) => rank(a.letter) - rank(b.letter) || a.check - b.check)
		.map(({ id, contract, check, letter, ms }) =>
			h(
				'tr',
				{ id: `check-${check}`, class: check === wanted ? 'wanted' : undefined },
				h('td', null, badge(marks.get(letter))),
				h('th', { scope: 'row' }, id, contract !== '' && h('div', { class: 'quiet' }, withCode(contract))),
				h('td', null, told(scene, cell, noteOf(cell, check), letter)),
				h('td', { class: 'ms' }, letter === 's' ? '' : duration(ms)),
			),
		)
}

/** What came of the attempts before the last one: none is lost. @param {Scene} scene @param {PageCell} cell */
function earlierAttempts(scene, cell) {
	const { data, texts, marks } = scene
	if (cell.earlier === undefined) return null
	return [
		h('h3', null, texts.earlier),
		...cell.earlier.map(({ attempt, verdict, reason, evidence: paths, checks, others }) =>
			h(
				'section',
				{ class: 'attempt' },
				h(
					'p',
					null,
					h('strong', null, texts.attempt(attempt)),
					' ',
					badge(marks.get(verdict)),
					' ',
					reason >= 0 && h('span', { class: 'said' }, textOf(scene, reason)),
				),
				...checks.map(([check, code, message, form, files]) =>
					h(
						'div',
						{ class: 'finding' },
						badge(marks.get(code)),
						' ',
						h('code', null, data.checks[check]?.id),
						form >= 0 && h('div', { class: 'said' }, textOf(scene, form)),
						message >= 0 && h('div', { class: 'said' }, textOf(scene, message)),
						evidence(scene, cell, files),
					),
				),
				others > 0 && h('p', { class: 'quiet' }, texts.others(others)),
				evidence(scene, cell, paths),
			),
		),
	]
}

/** @param {Scene} scene @param {PageCell} cell */
function repro({ data, texts }, cell) {
	const command = `${data.repro} --only ${shellWord(cell.slug)}`
	const soak = cell.checks[data.checks.findIndex(({ id }) => id === 'daemon.soak')] ?? '.'
	const lacksSoak = soak !== '.' && !data.repro.includes(' --soak ')
	const button = h('button', { type: 'button' }, texts.copy)
	button.addEventListener('click', () => {
		navigator.clipboard.writeText(command).then(
			() => (button.textContent = texts.copied),
			() => {},
		)
	})
	return h(
		'div',
		{ class: 'repro' },
		h('h3', null, texts.repro),
		h('pre', { tabindex: 0, 'aria-label': texts.repro }, command),
		button,
		lacksSoak && h('p', { class: 'quiet' }, texts.reproSoak),
	)
}

/** Everything on record about one cell. @param {Scene} scene @param {number} index @param {number | undefined} check @param {() => void} close */
export function cellDetails(scene, index, check, close) {
	const { data, texts, marks } = scene
	const cell = data.cells[index]
	if (cell === undefined) return []
	const reason = textOf(scene, cell.reason)
	return [
		h(
			'header',
			null,
			h('h2', { id: 'cell-title' }, h('span', { class: 'number' }, `${index + 1}`), ` ${cell.slug}`),
			h('button', { type: 'button', id: 'close', click: close }, texts.close),
		),
		h(
			'p',
			null,
			badge(marks.get(cellCode(cell))),
			cell.attempts > 1 && ` ${texts.attempts(cell.attempts)}`,
			' ',
			reason !== undefined && h('span', { class: 'said' }, reason),
		),
		h(
			'dl',
			{ class: 'facts' },
			...data.axes.map(({ name }, axis) =>
				h(
					'div',
					null,
					h('dt', null, entryOf(texts.axis, name) ?? name),
					h('dd', null, axisValue(data, cell, axis)),
				),
			),
			cell.accelerator >= 0 &&
				h('div', null, h('dt', null, texts.accelerator), h('dd', null, data.strings[cell.accelerator])),
			cell.snapshot >= 0 &&
				h(
					'div',
					null,
					h('dt', null, texts.restoredFrom),
					h('dd', null, utc(data.strings[cell.snapshot] ?? '')),
				),
		),
		earlierAttempts(scene, cell),
		repro(scene, cell),
		network(scene, cell) && [h('h3', null, texts.network), network(scene, cell)],
		cellChanges(scene, cell),
		h('h3', null, texts.checksTitle),
		scrolling(
			texts.checksTitle,
			h('table', { class: 'plain checks' }, h('tbody', null, ...checkRows(scene, cell, check))),
		),
		h('h3', null, texts.stack),
		stackTable(scene, cell),
		h('h3', null, texts.timeline),
		timeline(scene, cell),
		besideChecks(scene, cell),
		soakCurves(scene, cell),
		cell.evidence.length > 0 && [h('h3', null, texts.evidence), evidence(scene, cell, cell.evidence)],
	]
}
