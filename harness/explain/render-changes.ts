import { isSecurityGap, issueWords, type Language, marks, remedySentence } from '#results'
import { type Change, changesOf } from './changes.ts'
import type { Expectation } from './explain.ts'
import { grouped, idsOf, only } from './lists.ts'
import { type Pen, penOf } from './pen.ts'

function changeLines({ remedy, daemonStarts, gained, lost, dropped }: Change, pen: Pen): string[] {
	const { words, texts, lines } = pen
	const say = words.changes
	return [
		...lines(`→ ${remedySentence(remedy, texts)}`, '  '),
		...(daemonStarts
			? lines(say.starts(gained.length), '      ')
			: lines(words.listed(say.holds, gained.join(words.comma)), '      ')),
		...grouped(lost, ({ rule }) => rule.id).flatMap((group) => {
			const { rule } = group[0]!
			const mark = isSecurityGap(rule) ? `${marks.open.glyph} ${say.gap}` : `${marks.fail.glyph} ${say.fails}`
			const what = say.lost(issueWords(rule, texts).title, idsOf(group, pen))
			return lines(words.listed(mark, what), '      ')
		}),
		...(dropped.length === 0 ? [] : lines(words.listed(say.dropped, dropped.join(words.comma)), '      ')),
	]
}

/** What would change what is expected, and what of it opens a security gap; no lines where all is expected to hold. */
export const renderChanges = (expectation: Expectation, width: number, language?: Language): string[] =>
	changesSection(expectation, penOf(width, language))

/** The same, written with a pen. */
export function changesSection(expectation: Expectation, pen: Pen): string[] {
	const wrong =
		expectation.daemon.starts === false ||
		only(expectation, 'known').length + only(expectation, 'depends').length > 0
	if (!wrong) return []
	const changes = changesOf(expectation)
	return [
		'',
		pen.words.titles.changes,
		...(changes.length === 0
			? [`  ${pen.words.changes.none}`]
			: changes.flatMap((change) => changeLines(change, pen))),
	]
}
