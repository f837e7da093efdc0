// @ts-check
/** @import { PageCell } from '../../../page-data.ts' */
/** @import { Scene } from '../first-screen.js' */
import { duration } from '../../model/model.js'
import { phaseOf } from '../../model/words.js'
import { scrolling, svg } from '../dom.js'

const [traceWidth, traceLeft, traceBar] = [924, 80, 20]

/** The times of a cell's checks, in the order in which they are recorded. @param {Scene['data']} data @param {PageCell} cell */
function askedOf(data, cell) {
	let recorded = 0
	return data.checks.flatMap(({ id }, check) => {
		const letter = cell.checks[check] ?? '.'
		return letter === '.' || letter === 's' ? [] : [{ id, letter, ms: cell.ms[recorded++] ?? 0 }]
	})
}

/** A cell's time in one trace: its phases, and below them its checks, as long as they took. @param {Scene} scene @param {PageCell} cell */
export function timeline(scene, cell) {
	const { data, texts, marks } = scene
	const phases = cell.phases.map(([name, ms]) => ({ name: phaseOf(scene, name), place: name, ms }))
	const asked = askedOf(data, cell)
	const sum = (/** @type {readonly { ms: number }[]} */ all) => all.reduce((total, { ms }) => total + ms, 0)
	const total = Math.max(sum(phases), sum(asked), 1)
	const scale = (traceWidth - traceLeft - 70) / total
	const names = [...new Set(phases.map(({ place }) => place))]
	let at = traceLeft
	const drawnPhases = phases.map(({ name, place, ms }) => {
		const width = ms * scale
		const drawn = svg(
			'rect',
			{
				x: at,
				y: 6,
				width: Math.max(0.5, width - 0.5),
				height: traceBar,
				class: `phase p${names.indexOf(place) % 6}`,
			},
			svg('title', {}, `${name} ${duration(ms)}`),
		)
		at += width
		return drawn
	})
	const end = at
	const before = phases.slice(
		0,
		phases.findIndex(({ place }) => data.strings[place] === 'suites'),
	)
	at = traceLeft + (before.length < phases.length ? sum(before) * scale : 0)
	const drawnChecks = asked.map(({ id, letter, ms }) => {
		const width = ms * scale
		const drawn = svg(
			'rect',
			{
				x: at,
				y: 12 + traceBar,
				width: Math.max(0.5, width - 0.5),
				height: traceBar,
				class: `took w-${marks.get(letter)?.shown}`,
			},
			svg('title', {}, `${id} ${marks.get(letter)?.word ?? ''} ${duration(ms)}`),
		)
		at += width
		return drawn
	})
	if (phases.length + asked.length === 0) return null
	const slowest = [...asked].sort((a, b) => b.ms - a.ms).slice(0, 5)
	const told = [
		...phases.map(({ name, ms }) => `${name} ${duration(ms)}`),
		...slowest.map(({ id, ms }) => `${id} ${duration(ms)}`),
	].join(', ')
	return scrolling(
		texts.timeline,
		svg(
			'svg',
			{
				viewBox: `0 0 ${traceWidth} ${20 + 2 * traceBar}`,
				role: 'img',
				'aria-label': `${texts.timeline}${texts.colon}${told}`,
				class: 'chart',
			},
			svg('text', { x: traceLeft - 8, y: 21, 'text-anchor': 'end' }, texts.phases),
			...drawnPhases,
			svg('text', { x: end + 6, y: 21 }, duration(sum(phases))),
			svg('text', { x: traceLeft - 8, y: 27 + traceBar, 'text-anchor': 'end' }, texts.checksTitle),
			...drawnChecks,
			svg('text', { x: at + 6, y: 27 + traceBar }, duration(sum(asked))),
		),
	)
}
