// @ts-check
/** @import { PageData } from '../../page-data.ts' */

/**
 * What the reader chose; the address bar keeps it, so that a view can be sent to somebody.
 * @typedef {object} View
 * @property {string} rows `cell`, `check`, `area` or an axis
 * @property {string} columns the same
 * @property {'plan' | 'worst'} sort
 * @property {boolean} differing
 * @property {Record<string, string>} axes the value wanted of an axis, as the page's data has it
 * @property {string} check part of a check's name
 * @property {string} verdicts letters; empty: all
 * @property {number} page from 0
 * @property {string} cell the id of the one that is open
 * @property {string} at the id of the check at which it is open
 * @property {string} map the axes of the map: rows, columns, panels
 * @property {string} lang
 * @property {string} theme
 */

/** @returns {View} */
export const defaultView = () => ({
	rows: 'cell',
	columns: 'check',
	sort: 'plan',
	differing: false,
	axes: {},
	check: '',
	verdicts: '',
	page: 0,
	cell: '',
	at: '',
	map: '',
	lang: '',
	theme: '',
})

/** @param {PageData} data */
export const dimensions = (data) => ['cell', 'check', 'area', ...data.axes.map(({ name }) => name)]

/** Reads `#rows=kernel&columns=network`. What makes no sense is left at its default. @param {string} hash @param {PageData} data @returns {View} */
export function readView(hash, data) {
	const view = defaultView()
	const words = new URLSearchParams(hash.replace(/^#/, ''))
	const known = dimensions(data)
	for (const side of /** @type {const} */ (['rows', 'columns'])) {
		const wanted = words.get(side)
		if (wanted !== null && known.includes(wanted)) view[side] = wanted
	}
	if (view.rows === view.columns) view.columns = view.rows === 'check' ? 'cell' : 'check'
	if (words.get('sort') === 'worst') view.sort = 'worst'
	view.differing = words.get('differing') === '1'
	for (const { name, values, recorded = values } of data.axes) {
		const value = values[recorded.indexOf(words.get(name) ?? '')]
		if (value !== undefined) view.axes[name] = value
	}
	view.check = words.get('check') ?? ''
	const shown = (words.get('verdict') ?? '').split(',')
	view.verdicts = data.marks
		.filter((mark) => shown.includes(mark.shown))
		.map((mark) => mark.code)
		.join('')
	view.page = Math.max(0, Number.parseInt(words.get('page') ?? '1', 10) - 1 || 0)
	const cell = words.get('cell') ?? ''
	if (data.cells.some(({ id }) => id === cell)) view.cell = cell
	const at = words.get('at') ?? ''
	if (view.cell && data.checks.some(({ id }) => id === at)) view.at = at
	view.map = words.get('map') ?? ''
	view.lang = words.get('lang') ?? ''
	const theme = words.get('theme')
	if (theme === 'light' || theme === 'dark') view.theme = theme
	return view
}

/** The check at which a cell is open: the one that is named, or the only one that the filter means. @param {View} view @param {PageData} data */
export function checkAt({ at, check }, { checks }) {
	const place = checks.findIndex(({ id }) => id === (at || check))
	return place < 0 ? undefined : place
}

/** @param {View} view @param {PageData} data */
export function writeView(view, data) {
	const words = new URLSearchParams()
	const plain = defaultView()
	if (view.rows !== plain.rows) words.set('rows', view.rows)
	if (view.columns !== plain.columns) words.set('columns', view.columns)
	if (view.sort !== plain.sort) words.set('sort', view.sort)
	if (view.differing) words.set('differing', '1')
	for (const { name, values, recorded = values } of data.axes) {
		const place = values.indexOf(view.axes[name] ?? '')
		if (place >= 0) words.set(name, recorded[place] ?? '')
	}
	if (view.check) words.set('check', view.check)
	const shown = data.marks.filter(({ code }) => view.verdicts.includes(code)).map((mark) => mark.shown)
	if (shown.length > 0) words.set('verdict', shown.join(','))
	if (view.page > 0) words.set('page', `${view.page + 1}`)
	for (const key of /** @type {const} */ (['cell', 'at', 'map', 'lang', 'theme']))
		if (view[key]) words.set(key, view[key])
	const text = words.toString().replaceAll('%2C', ',').replaceAll('%3A', ':').replaceAll('%40', '@')
	return text === '' ? '' : `#${text}`
}
