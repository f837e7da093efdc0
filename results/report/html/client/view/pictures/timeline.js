// @ts-check
/** @import { PageCell } from '../../../page-data.ts' */
/** @import { Scene } from '../first-screen.js' */
import { duration } from '../../model/model.js'
import { clock, complaintsOf, ticksOf, timesOf } from '../../model/times.js'
import { phaseOf } from '../../model/words.js'
import { h, scrolling, svg } from '../dom.js'

const [traceWidth, traceLeft, phaseBar, checkBar, logBar, traceGap] = [924, 80, 20, 12, 12, 6]

/** A cell's time in one trace: its phases, and below them its checks, side by side as they were asked. @param {Scene} scene @param {PageCell} cell */
export function timeline(scene, cell) {
	const { data, texts, marks } = scene
	const { phases, asked, end } = timesOf(data, cell)
	if (phases.length + asked.length === 0) return null
	const scale = (traceWidth - traceLeft - 70) / Math.max(end, 1)
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
	const complaints = complaintsOf(data, cell, end)
	const logs = traceGap + phaseBar + traceGap
	const below = logs + (complaints.length > 0 ? logBar + traceGap : 0)
	const lanes = Math.max(1, ...asked.map(({ lane }) => lane + 1))
	const bottom = below + lanes * (checkBar + 1)
	const named = phases.map((phase) => ({ ...phase, name: phaseOf(scene, phase.place) }))
	const slowest = [...asked].sort((a, b) => b.ms - a.ms).slice(0, 5)
	const told = [...named.map(({ name, ms }) => [name, ms]), ...slowest.map(({ id, ms }) => [id, ms])]
		.map(([name, ms]) => `${name} ${duration(Number(ms))}`)
		.join(', ')
	return scrolling(
		texts.timeline,
		svg(
			'svg',
			{
				viewBox: `0 0 ${traceWidth} ${bottom + 24}`,
				role: 'img',
				'aria-label': `${texts.timeline}${texts.colon}${told}`,
				class: 'chart',
			},
			svg('text', { x: traceLeft - 8, y: traceGap + 15, 'text-anchor': 'end' }, texts.phases),
			...named.map((phase) =>
				bar(
					phase,
					traceGap,
					phaseBar,
					`phase p${names.indexOf(phase.place) % 6}`,
					`${phase.name} ${duration(phase.ms)}`,
				),
			),
			svg('text', { x: traceLeft + end * scale + 6, y: traceGap + 15 }, duration(end)),
			complaints.length > 0 &&
				svg('text', { x: traceLeft - 8, y: logs + 11, 'text-anchor': 'end' }, texts.log),
			...complaints.map(({ at, level, text }) =>
				svg(
					'rect',
					{ x: traceLeft + at * scale, y: logs, width: 2, height: logBar, class: `line-${level}` },
					svg('title', {}, `${clock(at)} ${text}`),
				),
			),
			svg('text', { x: traceLeft - 8, y: below + 11, 'text-anchor': 'end' }, texts.checksTitle),
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
}

/** The same lines to read, and for whoever has no pointer. @param {Scene} scene @param {PageCell} cell */
export function complaints({ data, texts }, cell) {
	const lines = complaintsOf(data, cell, timesOf(data, cell).end)
	if (lines.length === 0) return null
	return h(
		'details',
		null,
		h('summary', null, `${texts.daemonLog} (${lines.length})`),
		scrolling(
			texts.daemonLog,
			h(
				'table',
				{ class: 'plain log' },
				h(
					'tbody',
					null,
					...lines.map(({ at, level, text }) =>
						h(
							'tr',
							null,
							h('td', null, clock(at)),
							h('td', null, texts.logLevel[level]),
							h('td', null, h('code', null, text)),
						),
					),
				),
			),
		),
	)
}
