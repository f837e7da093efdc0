// @ts-check
/** @import { PageCell } from '../../../page-data.ts' */
/** @import { Scene } from '../first-screen.js' */
import { clock, ticksOf } from '../../model/times.js'
import { h, scrolling, svg } from '../dom.js'

const [curveLeft, curveRight, curveWidth, curveHeight] = [60, 190, 924, 160]

/** As far apart as their names need to be read. @param {readonly number[]} wanted from the top, sorted @param {number} step */
function spreadOut(wanted, step) {
	let free = -Infinity
	return wanted.map((y) => {
		free = Math.max(y, free)
		const at = free
		free += step
		return at
	})
}

/** @param {string} title @param {readonly number[]} seconds @param {readonly (readonly [string, readonly number[]])[]} series @param {(value: number) => string} said */
function curve(title, seconds, series, said) {
	const max = Math.max(1, ...series.flatMap(([, values]) => values))
	const last = Math.max(1, seconds.at(-1) ?? 1)
	/** @param {number} second */
	const x = (second) => curveLeft + (second / last) * (curveWidth - curveLeft - curveRight)
	/** @param {number} value */
	const y = (value) => 8 + (1 - value / max) * curveHeight
	const drawn = [...series].sort((a, b) => (b[1].at(-1) ?? 0) - (a[1].at(-1) ?? 0))
	// A program has one colour in every chart.
	const names = series.map(([name]) => name)
	const places = spreadOut(
		drawn.map(([, values]) => y(values.at(-1) ?? 0) + 4),
		14,
	)
	const told = drawn
		.map(([name, values]) => `${name}: ${said(values[0] ?? 0)} → ${said(values.at(-1) ?? 0)}`)
		.join('; ')
	return h(
		'figure',
		null,
		h('figcaption', null, title),
		scrolling(
			title,
			svg(
				'svg',
				{
					viewBox: `0 0 ${curveWidth} ${Math.max(curveHeight + 34, (places.at(-1) ?? 0) + 8)}`,
					role: 'img',
					'aria-label': `${title}: ${told}`,
					class: 'chart',
				},
				svg('text', { x: curveLeft - 8, y: y(max) + 4, 'text-anchor': 'end' }, said(max)),
				svg('text', { x: curveLeft - 8, y: y(0) + 4, 'text-anchor': 'end' }, '0'),
				svg('path', { d: `M${curveLeft} ${y(max)}V${y(0)}H${x(last)}`, class: 'axis' }),
				...ticksOf(last * 1000).map((ms) =>
					svg(
						'text',
						// At the very end it would stand in the way of the lowest name.
						{ x: x(ms / 1000), y: y(0) + 18, 'text-anchor': last - ms / 1000 < last / 20 ? 'end' : 'middle' },
						clock(ms),
					),
				),
				...drawn.flatMap(([name, values], index) => [
					svg(
						'path',
						{
							d: values
								.map((value, at) => `${at === 0 ? 'M' : 'L'}${x(seconds[at] ?? 0)} ${y(value)}`)
								.join(''),
							class: `curve p${names.indexOf(name) % 6}`,
						},
						svg('title', {}, name),
					),
					svg('text', { x: x(last) + 8, y: places[index] ?? 0 }, `${name} ${said(values.at(-1) ?? 0)}`),
				]),
			),
		),
	)
}

/** What the programs of the stack held while the cell was soaked. @param {Scene} scene @param {PageCell} cell */
export function soakCurves({ texts }, { soak }) {
	if (soak === undefined) return null
	return [
		h('h3', null, texts.soak),
		curve(texts.soakDescriptors, soak.seconds, soak.descriptors, String),
		curve(texts.soakMemory, soak.seconds, soak.kib, (kib) => `${Math.round(kib / 1024)} MiB`),
	]
}
