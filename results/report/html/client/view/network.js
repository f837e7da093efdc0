// @ts-check
/** @import { PageCell } from '../../page-data.ts' */
/** @import { Scene } from './first-screen.js' */
import { axisValue, noteOf } from '../model/model.js'
import { scrolling, svg } from './dom.js'

// Where a probe starts and where it is to arrive, from left to right.
const stations = /** @type {const} */ (['neighbour', 'container', 'bridge', 'netns', 'driver', 'vm', 'peer'])
/** @typedef {(typeof stations)[number]} Place */
/** One way through the network, and what was asked over it. @typedef {{ from: Place, to: Place, end: Place, letter: string, checks: string[], kind: string, out: boolean }} Lane */

const [columnWidth, laneHeight, headHeight] = [132, 26, 64]
const pictureWidth = columnWidth * stations.length
const centreOf = (/** @type {Place} */ place) => (stations.indexOf(place) + 0.5) * columnWidth

/** Which ends a check asks between; undefined for one that sends nothing. @param {string} check @param {string} way @returns {readonly [from: Place, to: Place] | undefined} */
export function endsOf(check, way) {
	const [area = '', name = ''] = check.split('.')
	const outside = way.startsWith('peer') ? 'peer' : 'vm'
	switch (area) {
		case 'bridge':
			if (name === 'nf-call-reset') return undefined
			if (name === 'hairpin-self') return ['container', 'netns']
			if (name.startsWith('hairpin')) return ['neighbour', 'netns']
			return name === 'internal-no-egress' ? ['container', 'peer'] : ['neighbour', 'container']
		case 'publish':
			if (name === 'loopback-only-hidden') return ['peer', 'container']
			return [outside, 'container']
		case 'source':
			return [name === 'peer-address' ? 'peer' : 'vm', 'container']
		case 'ingress':
			return ['peer', 'container']
		case 'egress':
		case 'build':
			return ['container', 'peer']
		case 'dns':
			return [way.startsWith('netns') ? 'netns' : 'container', 'peer']
		case 'isolation':
			if (name === 'host-loopback') return ['container', 'vm']
			if (name === 'host-network-container') return ['netns', 'vm']
			return [outside, name === 'netns-loopback' ? 'netns' : 'container']
		default:
			return undefined
	}
}

/** Whether a check holds where its probes are kept out. @param {string} check */
const isOfAbsence = (check) =>
	/^isolation\.|^bridge\.(?:networks-isolated|internal-no-egress|icc-blocked)$|^publish\.loopback-only-hidden$/.test(
		check,
	)

/** Where a probe that failed like this came to its end. @param {string} kind @param {Place} from @param {Place} to @returns {Place} */
export function endOf(kind, from, to) {
	const inward = stations.indexOf(from) > stations.indexOf(to)
	if (kind === 'refused' || kind === 'unreachable' || kind === 'daemon-refused')
		return inward && from === 'peer' ? 'vm' : from
	// Accepted by the driver and not carried on.
	if (kind === 'reset' || kind === 'closed') return from === 'vm' || from === 'peer' ? 'driver' : to
	if (kind === 'timeout' || kind === 'lost' || kind === 'unresolved') {
		if (to === 'peer' || from === 'peer' || from === 'vm') return 'driver'
		return 'bridge'
	}
	return to
}

/** What was asked over which way: failures one by one, what held together. @param {Scene['data']} data @param {PageCell} cell @returns {Lane[]} */
export function lanesOf(data, cell) {
	/** @type {Map<string, Lane>} */
	const lanes = new Map()
	/** @param {string} check @param {string} letter @param {string} way @param {string} kind */
	const add = (check, letter, way, kind) => {
		const ends = endsOf(check, way)
		if (ends === undefined) return
		const [from, to] = ends
		const end = kind === '' ? to : endOf(kind, from, to)
		const key =
			letter === 'p'
				? `p ${from} ${to} ${isOfAbsence(check)}`
				: `${letter} ${check} ${from} ${to} ${end} ${kind}`
		const lane = lanes.get(key)
		if (lane === undefined)
			lanes.set(key, {
				from,
				to,
				end,
				letter,
				checks: [check],
				kind,
				out: letter === 'p' && isOfAbsence(check),
			})
		else if (!lane.checks.includes(check)) lane.checks.push(check)
	}
	for (const [index, { id }] of data.checks.entries()) {
		const letter = cell.checks[index] ?? '.'
		if (letter === '.' || letter === 's') continue
		const form = noteOf(cell, index)?.[6] ?? -1
		const ways = letter === 'p' ? undefined : data.ways[form]
		if (ways === undefined) add(id, letter, '', '')
		else for (const [way, kind] of ways) add(id, letter, way, kind)
	}
	const rank = (/** @type {Lane} */ lane) => 'efyoxukp'.indexOf(lane.letter)
	return [...lanes.values()].sort((a, b) => rank(a) - rank(b))
}

/** @param {Scene} scene @param {Lane} lane @param {number} most checks that are named */
function whatWords({ texts }, { letter, checks, kind, out }, most) {
	if (letter === 'p') return texts.checks(checks.length) + (out ? texts.decision.aside(texts.keptOut) : '')
	const named = checks.slice(0, most).join(', ') + (checks.length > most ? ' …' : '')
	return kind === '' ? named : `${named}: ${texts.formKinds[kind] ?? kind}`
}

/** @param {Scene} scene @param {Lane} lane */
function laneWords(scene, lane) {
	const { texts, marks } = scene
	const { from, to, end, letter } = lane
	const stop = end === to ? '' : `, ${texts.endedAt(texts.places[end])}`
	return `${marks.get(letter)?.word ?? ''}: ${texts.places[from]} → ${texts.places[to]}, ${whatWords(scene, lane, 99)}${stop}`
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
	const value = (/** @type {string} */ name) =>
		axisValue(
			data,
			cell,
			data.axes.findIndex((axis) => axis.name === name),
		)
	/** @type {Record<Place, string>} */
	const about = {
		neighbour: '',
		container: '',
		bridge: `br_netfilter ${value('brNetfilter')}`,
		netns: '10.0.2.100',
		driver: `${value('network')} / ${value('portDriver')}`,
		vm: '198.51.100.2',
		peer: '198.51.100.1',
	}
	const height = headHeight + lanes.length * laneHeight + 8
	const heads = stations.map((place) => {
		const x = centreOf(place)
		return [
			svg('path', { d: `M${x} ${headHeight - 8}V${height - 4}`, class: 'column' }),
			svg('rect', {
				x: x - columnWidth / 2 + 6,
				y: 8,
				width: columnWidth - 12,
				height: 46,
				rx: 3,
				class: 'place',
			}),
			svg('text', { x, y: 28, 'text-anchor': 'middle', class: 'place-name' }, texts.places[place]),
			svg('text', { x, y: 45, 'text-anchor': 'middle', class: 'about' }, about[place].slice(0, 22)),
		]
	})
	const told = lanes.map((lane) => laneWords(scene, lane)).join('; ')
	return scrolling(
		texts.network,
		svg(
			'svg',
			{
				viewBox: `0 0 ${pictureWidth} ${height}`,
				role: 'img',
				'aria-label': `${texts.network}: ${told}`,
				class: 'network',
			},
			heads,
			...lanes.map((lane, row) => drawn(scene, lane, row)),
		),
	)
}
