// @ts-check
/** @import { Scene } from '../first-screen.js' */
/** @import { Throughput } from '../../../page-data.ts' */
import { h, scrolling, svg } from '../dom.js'
import { duration } from '../../model/model.js'
import { phaseOf } from '../../model/words.js'

const [left, wide, rowHeight] = [230, 760, 22]

/** @param {string} label @param {number} rows @param {(Element | Element[])[]} drawn */
function chart(label, rows, drawn) {
	const image = svg(
		'svg',
		{ viewBox: `0 0 ${wide} ${rows * rowHeight + 6}`, role: 'img', 'aria-label': label, class: 'chart' },
		...drawn,
	)
	return scrolling(label.split(':')[0] ?? label, image)
}

/** @param {string} text @param {number} x @param {number} row @param {string} [anchor] */
const word = (text, x, row, anchor = 'start') =>
	svg('text', { x, y: row * rowHeight + 15, 'text-anchor': anchor }, text)

/** @param {Throughput} series */
function bars({ check, measure, unit, bars: all }) {
	const max = Math.max(...all.map(({ high }) => high), Number.MIN_VALUE)
	const scale = (wide - left - 170) / max
	const first = all[0]?.median ?? 0
	const rows = all.map(({ label, median, low, high, samples }, row) => {
		const y = row * rowHeight
		const ratio = first > 0 ? ` ×${(median / first).toFixed(2)}` : ''
		return [
			word(label, left - 8, row, 'end'),
			svg('rect', {
				x: left,
				y: y + 4,
				width: Math.max(1, median * scale),
				height: rowHeight - 8,
				class: 'bar',
			}),
			svg('path', {
				d: `M${left + low * scale} ${y + rowHeight / 2}H${left + high * scale}`,
				class: 'spread',
			}),
			word(
				`${median.toPrecision(3)} ${unit}${ratio}${samples > 1 ? ` (n=${samples})` : ''}`,
				left + high * scale + 8,
				row,
			),
		]
	})
	const told = all.map(({ label, median }) => `${label}: ${median.toPrecision(3)} ${unit}`).join('; ')
	return h(
		'figure',
		null,
		h('figcaption', null, h('code', null, check), ` ${measure}`),
		chart(`${check} ${measure}: ${told}`, all.length, rows),
	)
}

/** @param {Scene} scene */
export function throughput({ data, texts }) {
	if (data.throughput.length === 0) return null
	const accelerators = [
		...new Set(data.throughput.flatMap((series) => series.bars.map(({ accelerator }) => accelerator))),
	]
	return h(
		'section',
		{ id: 'throughput' },
		h('h2', null, texts.throughput),
		h('p', { class: 'quiet' }, texts.throughputNote(accelerators.join(', '))),
		...data.throughput.map(bars),
	)
}

/** More bars than this tell nobody anything. */
const maxBars = 40

/** @param {Scene} scene */
export function timing(scene) {
	const { data, texts } = scene
	const cells = data.cells
		.map((cell, index) => ({ cell, index, total: cell.phases.reduce((sum, [, ms]) => sum + ms, 0) }))
		.filter(({ total }) => total > 0)
		.sort((a, b) => b.total - a.total)
	if (cells.length === 0) return null
	const shown = cells.slice(0, maxBars)
	const names = [...new Set(cells.flatMap(({ cell }) => cell.phases.map(([name]) => name)))]
	const scale = (wide - 60 - 90) / (shown[0]?.total ?? 1)
	const rows = shown.map(({ cell, index, total }, row) => {
		let x = 60
		const parts = cell.phases.map(([name, ms]) => {
			const width = ms * scale
			const part = svg(
				'rect',
				{
					x,
					y: row * rowHeight + 4,
					width,
					height: rowHeight - 8,
					class: `phase p${names.indexOf(name) % 6}`,
				},
				svg('title', {}, `${phaseOf(scene, name)} ${duration(ms)}`),
			)
			x += width
			return part
		})
		return [word(`${index + 1}`, 52, row, 'end'), ...parts, word(duration(total), x + 8, row)]
	})
	const sums = names.map((name) => {
		const sum = cells.reduce(
			(all, { cell }) => all + cell.phases.reduce((own, [one, ms]) => (one === name ? own + ms : own), 0),
			0,
		)
		return h(
			'span',
			null,
			h('span', { class: `swatch p${names.indexOf(name) % 6}`, 'aria-hidden': 'true' }),
			` ${phaseOf(scene, name)} ${duration(sum)}`,
		)
	})
	const told = shown.map(({ index, total }) => `${index + 1}: ${duration(total)}`).join(', ')
	return h(
		'section',
		{ id: 'timing' },
		h('h2', null, texts.timing),
		h('p', { class: 'quiet' }, texts.timingNote(shown.length, cells.length)),
		h('p', { class: 'legend' }, ...sums),
		chart(`${texts.timing}${texts.colon}${told}`, shown.length, rows),
	)
}
