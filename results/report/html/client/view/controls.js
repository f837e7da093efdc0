// @ts-check
/** @import { Scene } from './first-screen.js' */
/** @import { View } from '../model/view-state.js' */
import { badge, h } from './dom.js'
import { lettersOf } from '../model/model.js'
import { dimensions } from '../model/view-state.js'

/** @typedef {(change: Partial<View>) => void} Change */

/** @param {string} label @param {string} id @param {readonly (readonly [string, string])[]} options @param {string} value @param {(value: string) => void} take */
export function choice(label, id, options, value, take) {
	const select = h('select', {
		id,
		change: (/** @type {Event} */ event) => take(/** @type {HTMLSelectElement} */ (event.target).value),
	})
	for (const [key, text] of options) select.append(h('option', { value: key, selected: key === value }, text))
	return h('label', { class: 'field', for: id }, h('span', null, label), select)
}

/**
 * Row and column axes, and the filters: made once, and told by `show` what the reader chose. Made anew for each choice
 * they would take a good part of the time that a filter may take, and the reader's place in them would be lost.
 * @param {Scene} scene @param {() => View} read @param {Change} change @returns {{ form: HTMLFormElement, show: (view: View) => void }}
 */
export function controls({ data, texts, marks }, read, change) {
	const names = dimensions(data).map(
		(name) =>
			/** @type {const} */ ([name, texts.axis[/** @type {keyof typeof texts.axis} */ (name)] ?? name]),
	)
	const side = (/** @type {'rows' | 'columns'} */ one, /** @type {'rows' | 'columns'} */ other) =>
		choice(texts[one], `choose-${one}`, names, read()[one], (value) => {
			const view = read()
			// The two are never the same: choosing the other's swaps them.
			change({ [one]: value, ...(view[other] === value ? { [other]: view[one] } : {}), page: 0 })
		})
	const axes = data.axes.flatMap(({ name, values }) =>
		values.length < 2
			? []
			: [
					choice(
						texts.axis[/** @type {keyof typeof texts.axis} */ (name)] ?? name,
						`filter-${name}`,
						[['', texts.any], ...values.map((value) => /** @type {const} */ ([value, value]))],
						read().axes[name] ?? '',
						(value) => {
							const others = Object.fromEntries(Object.entries(read().axes).filter(([axis]) => axis !== name))
							change({ axes: value === '' ? others : { ...others, [name]: value }, page: 0 })
						},
					),
				],
	)
	const there = lettersOf(data)
	const verdicts = data.marks
		.filter(({ code }) => there.has(code))
		.map(({ code }) => {
			const toggle = () => {
				const { verdicts } = read()
				change({
					verdicts: verdicts.includes(code) ? verdicts.replace(code, '') : verdicts + code,
					page: 0,
				})
			}
			return h(
				'button',
				{
					type: 'button',
					class: 'chip',
					id: `verdict-${code}`,
					click: toggle,
				},
				badge(marks.get(code)),
			)
		})
	const form = h(
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
					click: () => change({ rows: read().columns, columns: read().rows, page: 0 }),
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
				read().sort,
				(value) => change({ sort: value === 'worst' ? 'worst' : 'plan', page: 0 }),
			),
			h(
				'label',
				{ class: 'tick', for: 'differing' },
				h('input', {
					type: 'checkbox',
					id: 'differing',
					change: () => change({ differing: !read().differing }),
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
	/** @template {Element} T @param {string} id @param {(one: T) => void} act */
	const at = (id, act) => {
		const found = /** @type {T | null} */ (form.querySelector(`[id="${id}"]`))
		if (found !== null) act(found)
	}
	const show = (/** @type {View} */ view) => {
		const set = (/** @type {string} */ id, /** @type {string} */ value) =>
			at(id, (/** @type {HTMLInputElement | HTMLSelectElement} */ one) => {
				// Set to what it already is, the caret of somebody who types would go to the end.
				if (one.value !== value) one.value = value
			})
		set('choose-rows', view.rows)
		set('choose-columns', view.columns)
		set('choose-sort', view.sort)
		for (const { name } of data.axes) set(`filter-${name}`, view.axes[name] ?? '')
		set('filter-check', view.check)
		at('differing', (/** @type {HTMLInputElement} */ one) => (one.checked = view.differing))
		for (const { code } of data.marks)
			at(`verdict-${code}`, (one) => one.setAttribute('aria-pressed', `${view.verdicts.includes(code)}`))
	}
	show(read())
	return { form, show }
}
