// @ts-check
/** @import { PageCell } from '../../page-data.ts' */
/** @import { Scene } from './first-screen.js' */
import { h } from './dom.js'

/** What would change what failed in a cell as known, by the rules. @param {Scene} scene @param {PageCell} cell */
export function cellChanges({ data, texts, marks }, cell) {
	if (cell.changes === undefined) return null
	const language = /** @type {'en' | 'zh'} */ (texts.lang)
	const names = (/** @type {readonly number[]} */ checks) =>
		checks.map((check) => data.checks[check]?.id).join(texts.comma)
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
						const { words, gained, lost, opensGap } = change
						return h(
							'li',
							null,
							h('strong', null, words[language]),
							h('div', null, `${texts.changeHolds}${texts.colon}${names(gained)}`),
							lost.length > 0 &&
								h(
									'div',
									{ class: opensGap ? `v-${marks.get('o')?.shown} bare` : undefined },
									`${opensGap ? texts.changeGap : texts.changeFails}${texts.colon}${names(lost)}`,
								),
						)
					}),
				),
	]
}
