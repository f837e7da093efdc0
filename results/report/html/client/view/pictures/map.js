// @ts-check
/** @import { Change } from '../controls.js' */
/** @import { Scene } from '../first-screen.js' */
/** @import { View } from '../../model/view-state.js' */
import { mapAxes, mapPanels } from '../../model/map-axes.js'
import { bare, worst } from '../../model/model.js'
import { varyingAxes } from '../../model/select.js'
import { choice } from '../controls.js'
import { h, scrolling, svg } from '../dom.js'

const [minSquareWidth, squareHeight] = [96, 30]
/** So many letters of a name are shown, of so many pixels each. */
const [columnLetters, rowLetters, letterWidth, nameGap] = [20, 24, 7.5, 14]

/** @param {string} value @param {number} letters */
const shortened = (value, letters) => {
	const name = bare(value)
	return name.length > letters ? `${name.slice(0, letters - 1)}…` : name
}

/** As wide as the longest of some names. @param {readonly string[]} names */
const widthOf = (names) => Math.ceil(Math.max(...names.map((name) => name.length)) * letterWidth) + nameGap

/** @param {Scene} scene @param {readonly number[]} axes @param {Map<string, { letters: string, cells: number[], gaps: number }>} squares @param {string} title @param {Change} change */
function panel({ data, texts, marks }, [rows = 0, columns = 0], squares, title, change) {
	const [rowAxis, columnAxis] = [data.axes[rows], data.axes[columns]]
	if (rowAxis === undefined || columnAxis === undefined) return null
	const columnNames = columnAxis.values.map((value) => shortened(value, columnLetters))
	const rowNames = rowAxis.values.map((value) => shortened(value, rowLetters))
	const squareWidth = Math.max(minSquareWidth, widthOf(columnNames))
	const nameWidth = widthOf(rowNames)
	const width = nameWidth + columnAxis.values.length * squareWidth
	/** @type {string[]} */
	const told = []
	const drawn = rowAxis.values.flatMap((value, row) => {
		const y = squareHeight * (row + 1)
		const squaresOfRow = columnAxis.values.map((other, column) => {
			const square = squares.get(`${row} ${column}`)
			const mark = square && marks.get(worst(square.letters))
			if (square === undefined || mark === undefined) return null
			const worstOnes = [...square.letters].filter((letter) => letter === mark.code).length
			const count = square.cells.length === 1 ? '' : ` ${worstOnes}/${square.cells.length}`
			// Something worse does not hide that isolation fails there.
			const gap = square.gaps > 0 && mark.code !== 'o' ? marks.get('o') : undefined
			const alsoGap = gap === undefined ? '' : ` · ${gap.word}`
			told.push(`${bare(value)}, ${bare(other)}: ${mark.word}${count}${alsoGap}`)
			const x = nameWidth + column * squareWidth
			const press = () =>
				change({
					rows: 'cell',
					columns: 'check',
					axes: { [rowAxis.name]: value, [columnAxis.name]: other },
					check: '',
					verdicts: '',
					page: 0,
				})
			const group = svg(
				'g',
				{ class: `square s-${mark.shown}` },
				svg('rect', { x: x + 1, y: y + 1, width: squareWidth - 2, height: squareHeight - 2, rx: 2 }),
				svg(
					'text',
					{ x: x + squareWidth / 2, y: y + 20, 'text-anchor': 'middle' },
					`${mark.glyph} ${mark.word}${count}`,
					gap && svg('tspan', { class: 'also-open' }, ` ${gap.glyph}`),
				),
				svg('title', {}, `${value} · ${other}: ${mark.word}${count}${alsoGap}`),
			)
			group.addEventListener('click', press)
			return group
		})
		return [
			svg(
				'text',
				{ x: nameWidth - 8, y: y + 20, 'text-anchor': 'end' },
				rowNames[row],
				svg('title', {}, value),
			),
			...squaresOfRow,
		]
	})
	const heads = columnAxis.values.map((value, column) =>
		svg(
			'text',
			{ x: nameWidth + (column + 0.5) * squareWidth, y: 20, 'text-anchor': 'middle' },
			columnNames[column],
			svg('title', {}, value),
		),
	)
	const label = `${texts.map}${title === '' ? '' : texts.decision.aside(title)}${texts.colon}${told.join(texts.semicolon)}`
	return h(
		'figure',
		null,
		title !== '' && h('figcaption', null, title),
		scrolling(
			title || texts.map,
			svg(
				'svg',
				{
					viewBox: `0 0 ${width} ${squareHeight * (rowAxis.values.length + 1)}`,
					width,
					role: 'img',
					'aria-label': label,
					class: 'map',
				},
				...heads,
				...drawn,
			),
		),
	)
}

/** So many panels stand at once. */
const panelsShown = 12

/** The compatibility map: any two axes, small multiples by a third. @param {Scene} scene @param {View} view @param {Change} change */
export function compatibilityMap(scene, view, change) {
	const { data, texts } = scene
	const axes = mapAxes(data, view.map)
	if (axes.length < 2) return null
	const nameOf = (/** @type {number} */ axis) => data.axes[axis]?.name ?? ''
	const label = (/** @type {number} */ axis) =>
		texts.axis[/** @type {keyof typeof texts.axis} */ (nameOf(axis))] ?? nameOf(axis)
	const options = varyingAxes(data).map((axis) => /** @type {const} */ ([nameOf(axis), label(axis)]))
	const pick = (/** @type {number} */ place, /** @type {string} */ title, /** @type {boolean} */ optional) =>
		choice(
			title,
			`map-${place}`,
			optional ? [['', texts.mapNone], ...options] : options,
			axes[place] === undefined ? '' : nameOf(axes[place] ?? -1),
			(value) => {
				const names = [0, 1, 2].map((one) => (axes[one] === undefined ? '' : nameOf(axes[one] ?? -1)))
				const other = names.indexOf(value)
				// Two are never the same: choosing another's swaps them.
				if (other >= 0) names[other] = names[place] ?? ''
				names[place] = value
				change({ map: names.join(',') })
			},
		)
	const panels = mapPanels(data, axes)
	const [, , third] = axes
	return h(
		'section',
		{ id: 'map' },
		h('h2', null, texts.map),
		h(
			'div',
			{ class: 'line' },
			pick(0, texts.rows, false),
			pick(1, texts.columns, false),
			pick(2, texts.mapPanels, true),
		),
		h(
			'div',
			{ class: 'panels' },
			...panels
				.slice(0, panelsShown)
				.map(([value, squares]) =>
					panel(
						scene,
						axes,
						squares,
						third === undefined ? '' : `${label(third)} ${data.axes[third]?.values[value] ?? ''}`,
						change,
					),
				),
		),
	)
}
