// @ts-check
/** @import { PageData } from '../page-data.ts' */
/** @import { Scene } from './view/first-screen.js' */
/** @import { View } from './model/view-state.js' */
import { cellDetails } from './view/cell-dialog.js'
import { throughput, timing } from './view/pictures/charts.js'
import { controls } from './view/controls.js'
import { h } from './view/dom.js'
import { firstScreen, titleOf } from './view/first-screen.js'
import { kernelReasons } from './view/kernel-reasons.js'
import { compatibilityMap } from './view/pictures/map.js'
import { matrix } from './view/matrix.js'
import { dialogToPaper, fromPaper, rowsOnPaper, toPaper } from './view/paper.js'
import { marksOf, speak } from './model/model.js'
import { spokenIn } from './model/spoken.js'
import { knownIssues, skipped, turns } from './view/sections.js'
import { languages, textsFor } from '../../words/catalogue/languages.js'
import { checkAt, readView, writeView } from './model/view-state.js'

/** @type {PageData} */
const record = JSON.parse(document.getElementById('data')?.textContent ?? '')
const app = /** @type {HTMLElement} */ (document.getElementById('app'))
const dialog = h('dialog', { 'aria-labelledby': 'cell-title' })
const places = { controls: h('div'), matrix: h('div'), map: h('div') }
/** The record in the words of a reader. @param {string} lang */
const dataIn = (lang) => spokenIn(record, textsFor(lang, navigator.languages))
function readAddress() {
	const { lang } = readView(location.hash, record)
	return readView(location.hash, dataIn(lang))
}
let view = readAddress()
/** The controls that stand in the page. @type {ReturnType<typeof controls> | undefined} */
let inPage

/** @returns {Scene} */
function scene() {
	const texts = textsFor(view.lang, navigator.languages)
	const data = dataIn(view.lang)
	return { data, texts, marks: marksOf(data, texts), open: (cell, check) => openCell(cell, check) }
}

/** @param {Partial<View>} change */
function change(change) {
	const before = dataIn(view.lang)
	view = { ...view, ...change }
	const address = writeView(view, before)
	// What was chosen in one language is chosen in the other.
	if ('lang' in change) view = readView(address, dataIn(view.lang))
	history.replaceState(null, '', address || location.pathname + location.search)
	if ('lang' in change || 'theme' in change) return drawAll()
	// An open cell changes nothing behind it; drawn anew, the focus would have nowhere to return to.
	if ('map' in change) drawMap()
	else if (!('cell' in change)) drawMatrix()
}

function drawMatrix() {
	const id = places.matrix.contains(document.activeElement) ? document.activeElement?.id : undefined
	inPage?.show(view)
	places.matrix.replaceChildren(matrix(scene(), view, change))
	// The pager was drawn anew; the reader's place in it is kept.
	if (id) document.getElementById(id)?.focus()
}

function drawControls() {
	inPage = controls(scene(), () => view, change)
	places.controls.replaceChildren(inPage.form)
}

/** The map is of the whole run, whatever the filters leave: drawn with them, it would take their time. */
function drawMap() {
	const id = places.map.contains(document.activeElement) ? document.activeElement?.id : undefined
	const drawn = compatibilityMap(scene(), view, change)
	places.map.replaceChildren(...(drawn === null ? [] : [drawn]))
	if (id) document.getElementById(id)?.focus()
}

/** @param {number} cell @param {number | undefined} check */
function openCell(cell, check) {
	change({
		cell: record.cells[cell]?.id ?? '',
		at: check === undefined ? '' : (record.checks[check]?.id ?? ''),
	})
	drawDialog()
}

function drawDialog() {
	const index = record.cells.findIndex(({ id }) => id === view.cell)
	if (index < 0) return dialog.close()
	const wanted = checkAt(view, record)
	dialog.replaceChildren(
		...cellDetails(scene(), index, wanted, () => dialog.close())
			.flat()
			.filter((child) => child instanceof Node),
	)
	if (!dialog.open) dialog.showModal()
	const row = wanted === undefined ? null : document.getElementById(`check-${wanted}`)
	if (row === null) dialog.scrollTop = 0
	else row.scrollIntoView({ block: 'center' })
}

dialog.addEventListener('close', () => {
	if (view.cell !== '') change({ cell: '', at: '' })
})

/** @param {Scene} scene */
function topBar({ data, texts }) {
	const dark =
		view.theme === 'dark' || (view.theme === '' && window.matchMedia('(prefers-color-scheme: dark)').matches)
	const other = texts === languages.zh ? 'en' : 'zh'
	return h(
		'header',
		{ class: 'top' },
		h('h1', null, texts.title, h('span', { class: 'sub' }, titleOf(data, texts))),
		h(
			'nav',
			{ 'aria-label': texts.tools },
			h(
				'button',
				{
					type: 'button',
					id: 'language',
					lang: other,
					title: texts.otherName,
					click: () => change({ lang: other }),
				},
				texts.other,
			),
			h(
				'button',
				{
					type: 'button',
					id: 'theme',
					'aria-pressed': `${dark}`,
					click: () => change({ theme: dark ? 'light' : 'dark' }),
				},
				texts.theme,
			),
		),
	)
}

function drawAll() {
	const id = document.activeElement?.id
	const now = scene()
	document.documentElement.lang = now.texts.lang
	speak(now.texts)
	document.title = `${now.texts.title}${now.texts.colon}${titleOf(now.data, now.texts)}`
	if (view.theme) document.documentElement.dataset.theme = view.theme
	else delete document.documentElement.dataset.theme
	app.replaceChildren(
		h(
			'a',
			{
				href: '#matrix',
				class: 'skip',
				click: (/** @type {Event} */ event) => {
					event.preventDefault()
					const cell = document.querySelector('#matrix table [tabindex="0"]')
					const first = cell ?? document.getElementById('choose-rows')
					if (first instanceof HTMLElement) first.focus()
				},
			},
			now.texts.skipTo,
		),
		topBar(now),
		h(
			'main',
			null,
			firstScreen(now),
			places.map,
			h('section', { id: 'matrix' }, h('h2', null, now.texts.matrix), places.controls, places.matrix),
			...[
				knownIssues(now),
				kernelReasons(now),
				turns(now),
				throughput(now),
				timing(now),
				skipped(now),
			].filter((one) => one !== null),
		),
	)
	drawControls()
	drawMatrix()
	drawMap()
	if (id) document.getElementById(id)?.focus()
	drawDialog()
}

window.addEventListener('beforeprint', () => {
	fromPaper()
	if (dialog.open) dialogToPaper(dialog)
	else toPaper(app, places.matrix, matrix(scene(), view, change, rowsOnPaper))
})
window.addEventListener('afterprint', fromPaper)
// A link within an open page: what it leaves as it is, is not drawn anew.
window.addEventListener('hashchange', () => {
	const before = view
	view = readAddress()
	if (view.lang !== before.lang || view.theme !== before.theme) return drawAll()
	if (view.map !== before.map) drawMap()
	const behind = (/** @type {View} */ one) =>
		writeView({ ...one, cell: '', at: '', map: '' }, dataIn(one.lang))
	if (behind(view) !== behind(before)) drawMatrix()
	drawDialog()
})
// Outside of what is drawn anew: an open dialog that is moved is a closed one.
document.body.append(dialog)
drawAll()
