// @ts-check
/** @import { PageCell, PageChange } from '../../page-data.ts' */
/** @import { Scene } from './first-screen.js' */
import { h } from './dom.js'

/** What would change what failed in a cell as known, by the rules. @param {Scene} scene @param {PageCell} cell */
export function cellChanges({ data, texts, marks }, cell) {
	if (cell.changes === undefined) return null
	const language = /** @type {'en' | 'zh'} */ (texts.lang)
	/** @param {PageChange['lost'][number]} one */
	const lostLine = ({ isGap, title, checks }) => {
		const mark = marks.get(isGap ? 'o' : 'f')
		return h(
			'div',
			{ class: isGap ? `v-${mark?.shown} bare` : undefined },
			h('span', { 'aria-hidden': 'true' }, `${mark?.glyph} `),
			(isGap ? texts.changeGap : texts.changeFails) + texts.colon,
			title[language] + texts.decision.aside(checks.join(texts.comma)),
		)
	}
	return [
		h('h3', null, texts.change),
		cell.changes.length === 0
			? h('p', null, texts.changeNone)
			: h(
					'ul',
					{ class: 'todo' },
					...cell.changes.map((index) => {
						const change = data.changes[index]
						if (change === undefined) return null
						const { words, gained, lost } = change
						const names = gained.map((check) => data.checks[check]?.id).join(texts.comma)
						return h(
							'li',
							null,
							h('strong', null, words[language]),
							h('div', null, texts.changeHolds + texts.colon + names),
							...lost.map(lostLine),
						)
					}),
				),
	]
}
