// @ts-check
/** @import { PageCell } from '../../../page-data.ts' */
/** @import { Lane, Place } from '../../model/lanes.js' */
/** @import { Scene } from '../first-screen.js' */
import { lanesOf, stations } from '../../model/lanes.js'
import { axisValue } from '../../model/model.js'
import { entryOf } from '../../model/words.js'
import { scrolling, svg } from '../dom.js'

const [columnWidth, laneHeight, headHeight] = [132, 26, 64]
const pictureWidth = columnWidth * stations.length
const centreOf = (/** @type {Place} */ place) => (stations.indexOf(place) + 0.5) * columnWidth

/** @param {Scene} scene @param {Lane} lane @param {number} max checks that are named */
function whatWords({ texts }, { letter, checks, kind, out }, max) {
	if (letter === 'p') return texts.checks(checks.length) + (out ? texts.decision.aside(texts.keptOut) : '')
	const named = checks.slice(0, max).join(', ') + (checks.length > max ? ' …' : '')
	return kind === '' ? named : `${named}${texts.colon}${entryOf(texts.formKinds, kind) ?? kind}`
}

/** @param {Scene} scene @param {Lane} lane */
function laneWords(scene, lane) {
	const { texts, marks } = scene
	const { from, to, end, letter } = lane
	const stop = end === to ? '' : `, ${texts.endedAt(texts.places[end])}`
	return `${marks.get(letter)?.word ?? ''}${texts.colon}${texts.places[from]} → ${texts.places[to]}, ${whatWords(scene, lane, 99)}${stop}`
}

/** @param {Scene} scene @param {Lane} lane @param {number} row */
function drawn(scene, lane, row) {
	const { from, to, end, letter, out } = lane
	const y = headHeight + row * laneHeight + 14
	const [x1, x3] = [centreOf(from), centreOf(to)]
	const way = x3 < x1 ? -1 : 1
	const mark = scene.marks.get(letter)
	const colour = `w-${mark?.shown}`
	const stopped = end !== to || out
	// Who is refused at once did not get far; who is kept out, as it should be, nearly got there.
	const x2 = out ? x3 - way * 12 : end === from ? x1 + way * 14 : centreOf(end)
	const tip = svg('path', {
		d: `M${x3 - way * 8} ${y - 4}L${x3} ${y}L${x3 - way * 8} ${y + 4}`,
		class: `way ${colour}`,
	})
	const cross = svg(
		'text',
		{ x: x2, y: y + 5, 'text-anchor': 'middle', class: `end ${colour}` },
		out ? '⊘' : '✘',
	)
	return [
		stopped && svg('path', { d: `M${x2} ${y}H${x3}`, class: 'way rest' }),
		svg('path', { d: `M${x1} ${y}H${stopped ? x2 : x3}`, class: `way ${colour}` }),
		stopped ? cross : tip,
		svg(
			'text',
			{ x: Math.min(x1, x3) + 12, y: y - 4, class: 'on-way' },
			`${mark?.glyph} ${whatWords(scene, lane, 2)}`,
		),
	]
}

/** The network of a cell as a picture: who stands in it, and how far each probe came. @param {Scene} scene @param {PageCell} cell */
export function network(scene, cell) {
	const { data, texts } = scene
	const lanes = lanesOf(data, cell)
	if (lanes.length === 0) return null
	const at = (/** @type {string} */ name) => data.axes.findIndex((axis) => axis.name === name)
	const value = (/** @type {string} */ name) => axisValue(data, cell, at(name))
	const networkAxis = at('network')
	/** @type {Record<Place, string>} */
	const about = {
		neighbour: '',
		container: '',
		bridge: `br_netfilter ${value('brNetfilter')}`,
		netns: data.axes[networkAxis]?.netns?.[cell.axes[networkAxis] ?? -1] ?? '',
		driver: value('network'),
		vm: '198.51.100.2',
		peer: '198.51.100.1',
	}
	const height = headHeight + lanes.length * laneHeight + 8
	const heads = stations.map((place) => {
		const x = centreOf(place)
		return [
			svg('path', { d: `M${x} ${headHeight - 8}V${height - 4}`, class: 'column' }),
			svg('rect', {
				x: x - columnWidth / 2 + 2,
				y: 8,
				width: columnWidth - 4,
				height: 46,
				rx: 3,
				class: 'place',
			}),
			svg('text', { x, y: 28, 'text-anchor': 'middle', class: 'place-name' }, texts.places[place]),
			svg('text', { x, y: 45, 'text-anchor': 'middle', class: 'about' }, about[place].slice(0, 22)),
		]
	})
	const told = lanes.map((lane) => laneWords(scene, lane)).join(texts.semicolon)
	return scrolling(
		texts.network,
		svg(
			'svg',
			{
				viewBox: `0 0 ${pictureWidth} ${height}`,
				role: 'img',
				'aria-label': `${texts.network}${texts.colon}${told}`,
				class: 'network',
			},
			heads,
			...lanes.map((lane, row) => drawn(scene, lane, row)),
		),
	)
}
