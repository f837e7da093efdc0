// @ts-check
/** @import { PageCell } from '../../../page-data.ts' */
/** @import { Scene } from '../first-screen.js' */
import { duration } from '../../model/model.js'
import { clock, complaintsOf, dropsOf, ticksOf, timesOf } from '../../model/times.js'
import { phaseOf } from '../../model/words.js'
import { h, scrolling, svg } from '../dom.js'

const [traceWidth, traceLeft, phaseBar, checkBar, tickBar, traceGap] = [924, 80, 20, 12, 12, 6]
/** Pixels of a letter beside a bar, at most. */
const traceLetter = 8

/** What the colours of the phases are, and how long each took. @param {readonly { name: string, ms: number, colour: string }[]} phases */
const phaseLegend = (phases) =>
	h(
		'p',
		{ class: 'legend' },
		...phases.map(({ name, ms, colour }) =>
			h(
				'span',
				null,
				h('span', { class: `swatch ${colour}`, 'aria-hidden': 'true' }),
				` ${name} ${duration(ms)}`,
			),
		),
	)

/** A cell's time in one trace: its phases, what its daemon and its kernel had to say, and below them its checks, side by side as they were asked. @param {Scene} scene @param {PageCell} cell */
export function timeline(scene, cell) {
	const { data, texts, marks } = scene
	const { phases, asked, end } = timesOf(data, cell)
	if (phases.length + asked.length === 0) return null
	const total = duration(end)
	const scale = (traceWidth - traceLeft - total.length * traceLetter - 6) / Math.max(end, 1)
	const names = [...new Set(phases.map(({ place }) => place))]
	/** @param {{ at: number, ms: number }} span @param {number} y @param {number} height @param {string} className @param {string} title */
	const bar = ({ at, ms }, y, height, className, title) =>
		svg(
			'rect',
			{
				x: traceLeft + at * scale,
				y,
				width: Math.max(0.5, ms * scale - 0.5),
				height,
				class: className,
			},
			svg('title', {}, title),
		)
	/** @param {number} y @param {string} text */
	const rowName = (y, text) => svg('text', { x: traceLeft - 8, y, 'text-anchor': 'end' }, text)
	const rows = [
		{
			name: texts.log,
			ticks: complaintsOf(data, cell, end).map(({ at, level, text }) => ({
				at,
				style: `line-${level}`,
				title: text,
			})),
		},
		{
			name: texts.dropped,
			ticks: dropsOf(data, cell, end).map(({ at, reason, where, count }) => ({
				at,
				style: 'drop',
				title: `${reason} ${where} × ${count}`,
			})),
		},
	].filter(({ ticks }) => ticks.length > 0)
	const above = traceGap + phaseBar + traceGap
	const below = above + rows.length * (tickBar + traceGap)
	const lanes = Math.max(1, ...asked.map(({ lane }) => lane + 1))
	const bottom = below + lanes * (checkBar + 1)
	const named = phases.map((phase) => ({
		...phase,
		name: phaseOf(scene, phase.place),
		colour: `p${names.indexOf(phase.place) % 6}`,
	}))
	const slowest = [...asked].sort((a, b) => b.ms - a.ms).slice(0, 5)
	const told = [...named.map(({ name, ms }) => [name, ms]), ...slowest.map(({ id, ms }) => [id, ms])]
		.map(([name, ms]) => `${name} ${duration(Number(ms))}`)
		.join(', ')
	const picture = scrolling(
		texts.timeline,
		svg(
			'svg',
			{
				viewBox: `0 0 ${traceWidth} ${bottom + 24}`,
				role: 'img',
				'aria-label': `${texts.timeline}${texts.colon}${told}`,
				class: 'chart',
			},
			rowName(traceGap + 15, texts.phases),
			...named.map((phase) =>
				bar(phase, traceGap, phaseBar, `phase ${phase.colour}`, `${phase.name} ${duration(phase.ms)}`),
			),
			svg('text', { x: traceLeft + end * scale + 6, y: traceGap + 15 }, total),
			...rows.flatMap(({ name, ticks }, row) => {
				const y = above + row * (tickBar + traceGap)
				return [
					rowName(y + 11, name),
					...ticks.map(({ at, style, title }) =>
						svg(
							'rect',
							{ x: traceLeft + at * scale, y, width: 2, height: tickBar, class: style },
							svg('title', {}, `${clock(at)} ${title}`),
						),
					),
				]
			}),
			rowName(below + 11, texts.checksTitle),
			...asked.map((check) =>
				bar(
					check,
					below + check.lane * (checkBar + 1),
					checkBar,
					`took w-${marks.get(check.letter)?.shown}`,
					`${check.id} ${marks.get(check.letter)?.word ?? ''} ${duration(check.ms)}`,
				),
			),
			...ticksOf(end).map((at) =>
				svg('text', { x: traceLeft + at * scale, y: bottom + 16, 'text-anchor': 'middle' }, clock(at)),
			),
		),
	)
	return [phaseLegend(named), picture]
}
