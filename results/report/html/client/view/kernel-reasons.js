// @ts-check
/** @import { Scene } from './first-screen.js' */
import { h } from './dom.js'
import { cellLinks } from './cell-links.js'

/** What the kernels lack that explains a verdict. @param {Scene} scene */
export function kernelReasons(scene) {
	const { data, texts } = scene
	if (data.kernelReasons.length === 0) return null
	return h(
		'section',
		{ id: 'kernel' },
		h('h2', null, texts.kernelReasons),
		...data.kernelReasons.map(({ words, found }, place) =>
			h(
				'div',
				{ class: 'finding' },
				h(
					'p',
					{ class: 'said' },
					(texts.lang === 'zh' ? data.chinese.kernelReasons[place] : undefined) ?? words,
				),
				...found.map(({ check, cells }) =>
					h('p', null, h('code', null, data.checks[check]?.id), ' ', cellLinks(scene, [...cells], check)),
				),
			),
		),
	)
}
