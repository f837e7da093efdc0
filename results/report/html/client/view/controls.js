// @ts-check
/** @import { Scene } from './first-screen.js' */
/** @import { View } from '../model/view-state.js' */
import { badge, h } from './dom.js'
import { lettersOf } from '../model/model.js'
import { dimensions } from '../model/view-state.js'

/** @typedef {(change: Partial<View>) => void} Change */

/** @param {string} label @param {string} id @param {readonly (readonly [string, string])[]} options @param {string} value @param {(value: string) => void} chosen */
export function choice(label, id, options, value, chosen) {
	const select = h('select', {
		id,
		change: (/** @type {Event} */ event) => chosen(/** @type {HTMLSelectElement} */ (event.target).value),
	})
	for (const [key, text] of options) select.append(h('option', { value: key, selected: key === value }, text))
	return h('label', { class: 'field', for: id }, h('span', null, label), select)
}

/** Row and column axes, and the filters. @param {Scene} scene @param {View} view @param {Change} change */
export function controls({ data, texts, marks }, view, change) {
	const names = dimensions(data).map(
		(name) =>
			/** @type {const} */ ([name, texts.axis[/** @type {keyof typeof texts.axis} */ (name)] ?? name]),
	)
	const side = (/** @type {'rows' | 'columns'} */ one, /** @type {'rows' | 'columns'} */ other) =>
		choice(texts[one], `choose-${one}`, names, view[one], (value) =>
			// The two are never the same: choosing the other's swaps them.
			change({ [one]: value, ...(view[other] === value ? { [other]: view[one] } : {}), page: 0 }),
		)
	const axes = data.axes.flatMap(({ name, values }) =>
		values.length < 2
			? []
			: [
					choice(
						texts.axis[/** @type {keyof typeof texts.axis} */ (name)] ?? name,
						`filter-${name}`,
						[['', texts.any], ...values.map((value) => /** @type {const} */ ([value, value]))],
						view.axes[name] ?? '',
						(value) => {
							const others = Object.fromEntries(Object.entries(view.axes).filter(([axis]) => axis !== name))
							change({ axes: value === '' ? others : { ...others, [name]: value }, page: 0 })
						},
					),
				],
	)
	const there = lettersOf(data)
	const verdicts = data.marks
		.filter(({ code }) => there.has(code))
		.map(({ code }) => {
			const pressed = view.verdicts.includes(code)
			const toggled = pressed ? view.verdicts.replace(code, '') : view.verdicts + code
			return h(
				'button',
				{
					type: 'button',
					class: 'chip',
					id: `verdict-${code}`,
					'aria-pressed': `${pressed}`,
					click: () => change({ verdicts: toggled, page: 0 }),
				},
				badge(marks.get(code)),
			)
		})
	return h(
		'form',
		{
			class: 'controls',
			'aria-label': texts.matrix,
			submit: (/** @type {Event} */ event) => event.preventDefault(),
		},
		h(
			'div',
			{ class: 'line' },
			side('rows', 'columns'),
			h(
				'button',
				{
					type: 'button',
					id: 'swap',
					title: texts.swap,
					'aria-label': texts.swap,
					click: () => change({ rows: view.columns, columns: view.rows, page: 0 }),
				},
				'⇄',
			),
			side('columns', 'rows'),
			choice(
				texts.sort,
				'choose-sort',
				[
					['plan', texts.sortPlan],
					['worst', texts.sortWorst],
				],
				view.sort,
				(value) => change({ sort: value === 'worst' ? 'worst' : 'plan', page: 0 }),
			),
			h(
				'label',
				{ class: 'tick', for: 'differing' },
				h('input', {
					type: 'checkbox',
					id: 'differing',
					checked: view.differing,
					change: () => change({ differing: !view.differing }),
				}),
				texts.differing,
			),
		),
		h(
			'div',
			{ class: 'line' },
			...axes,
			h(
				'label',
				{ class: 'field', for: 'filter-check' },
				h('span', null, texts.checkFilter),
				h('input', {
					type: 'search',
					id: 'filter-check',
					value: view.check,
					placeholder: 'publish',
					autocomplete: 'off',
					input: (/** @type {Event} */ event) =>
						change({ check: /** @type {HTMLInputElement} */ (event.target).value, page: 0 }),
				}),
			),
		),
		h(
			'div',
			{ class: 'line', role: 'group', 'aria-label': texts.verdicts },
			h('span', { class: 'label' }, texts.verdicts),
			...verdicts,
			h(
				'button',
				{
					type: 'button',
					id: 'clear',
					class: 'link',
					click: () => change({ axes: {}, check: '', verdicts: '', differing: false, page: 0 }),
				},
				texts.clear,
			),
		),
	)
}
