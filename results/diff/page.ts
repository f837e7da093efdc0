import {
	compareWords,
	type CompareWords,
	decidedHtml,
	bilingualDocument,
	htmlText,
	type Language,
	marks,
	markWord,
	type PageBody,
	type Reasons,
	reasonWords,
	type ShownVerdict,
	type Texts,
	textsIn,
	valueWords,
} from '../report/index.ts'
import { type Decided, decide, sides } from './decision.ts'
import type { Change, Comparison, Difference, ResultsDiff } from './diff-results.ts'
import type { Direction } from './direction.ts'
import { type Row, rowsOf } from './rows.ts'
import { noChangeWords, shortfallLines } from './shortfall.ts'

/** In which words a page is written. */
interface Pen {
	readonly words: CompareWords
	/** What reports say: marks and reasons. */
	readonly texts: Texts
}

const quoted = (text: string): string => `<code>${htmlText(text, 300)}</code>`

/** A verdict as the reports mark it; the form behind it in brackets is untrusted. */
function verdict(text: string, { words, texts }: Pen): string {
	const [, word = text, form] = /^(.*?) \((.*)\)$/s.exec(text) ?? []
	const shown = word === 'GAP' || word === 'security gap' ? 'open' : word
	const mark = Object.hasOwn(marks, shown) ? (shown as ShownVerdict) : undefined
	const badge =
		mark === undefined
			? htmlText(words.verdict(word), 100)
			: `<span class="v v-${mark}"><span class="g" aria-hidden="true">${marks[mark].glyph}</span> ${markWord(mark, texts)}</span>`
	return form === undefined ? badge : `${badge} ${quoted(form)}`
}

const differs = (list: readonly Difference[], { words, texts }: Pen): string =>
	list
		.map(({ what, before, after }) => {
			const [was, is] = [before, after].map((value) => quoted(valueWords(what, value, texts)))
			return `${htmlText(words.part(what), 60)} ${was} → ${is}`
		})
		.join('<br>')

/** Cells that are named; more are a number, to be unfolded. */
const cellsShown = 3

function unfolded(named: readonly string[], { words }: Pen): string {
	if (named.length <= cellsShown) return named.join('<br>')
	return `<details><summary>${words.page.cells(named.length)}</summary>${named.join('<br>')}</details>`
}

function cells({ pairs }: Row, pen: Pen): string {
	const { words, texts } = pen
	const named = pairs.map(({ before, after, message }) => {
		const names = before === after ? quoted(after) : `${quoted(before)} → ${quoted(after)}`
		return message === undefined ? names : words.pair(names, quoted(reasonWords(message, texts)))
	})
	return unfolded(named, pen)
}

/** One check, or a number of them, to be unfolded. */
const checksOf = ({ checks }: Row, { words }: Pen): string =>
	checks.length === 1
		? quoted(checks[0]!)
		: `<details><summary>${words.decided.checks(checks.length)}</summary>${checks.map(quoted).join('<br>')}</details>`

const head = (names: readonly (string | undefined)[]): string =>
	`<thead><tr>${names.map((name) => `<th scope="col">${name}</th>`).join('')}</tr></thead>`

function changesTable(
	direction: Direction,
	changes: readonly Change[],
	names: readonly [string, string],
	pen: Pen,
): string {
	const { page, directions } = pen.words
	const [before, after] = names.map((name) => htmlText(name, 80))
	const heads = [before, after, page.heads.where, page.heads.with]
	const rows = rowsOf(changes).map((one) => {
		const told = [
			one.before === '' ? pen.words.answered : verdict(one.before, pen),
			verdict(one.after, pen),
			cells(one, pen),
			differs(one.differences, pen) ||
				(one.isNew ? pen.words.isNew : one.noStack ? page.noStack : page.sameStack),
		]
		// On a phone there are no columns: each says itself what it is.
		const columns = told.map((text, place) => `<td data-head="${heads[place]}">${text}</td>`)
		return `<tr><th scope="row">${checksOf(one, pen)}</th>${columns.join('')}</tr>`
	})
	const title = directions[direction]
	return [
		`<section><h2>${page.section(title, changes.length)}</h2>`,
		`<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table class="plain changes stacked">`,
		head([page.heads.check, ...heads]),
		`<tbody>${rows.join('')}</tbody></table></div></section>`,
	].join('\n')
}

const list = (title: string, slugs: readonly string[], { words }: Pen): string =>
	slugs.length === 0
		? ''
		: `<section><h2>${words.page.section(title, slugs.length)}</h2><ul>${slugs.map((slug) => `<li>${quoted(slug)}</li>`).join('')}</ul></section>`

/** What the runs do not tell, the later one's first. */
const shortfalls = ({ incomplete }: ResultsDiff, pen: Pen): string[] =>
	(['after', 'before'] as const).map((which) => {
		const items = shortfallLines(incomplete[which], pen.words, pen.texts, quoted).map(
			({ text, cells }) =>
				`<li>${text}${cells.length === 0 ? '' : `<br>${unfolded(cells.map(quoted), pen)}`}</li>`,
		)
		return items.length === 0
			? ''
			: `<section><h2>${pen.words.shortfall[which]}</h2><ul>${items.join('')}</ul></section>`
	})

/** How each outcome is marked. */
const outcomeMarks = {
	worse: 'fail',
	better: 'pass',
	same: 'pass',
	unknown: 'error',
} as const satisfies Record<Decided['outcome'], ShownVerdict>

function bodyOf(diff: ResultsDiff, pen: Pen): PageBody {
	const { words, texts } = pen
	const { sentence, outcome, gaps } = decide(diff, words, texts)
	const [before, after] = sides(diff)
	const directions = Object.keys(words.directions) as Direction[]
	const body = [
		decidedHtml(outcomeMarks[outcome], sentence, gaps),
		`<p>${words.pairs(diff.compared, diff.unchanged)} ${quoted(diff.before)} → ${quoted(diff.after)}</p>`,
		diff.changes.length === 0 ? `<p>${noChangeWords(diff.incomplete, words)}</p>` : '',
		...shortfalls(diff, pen),
		...directions.flatMap((direction) => {
			const found = diff.changes.filter((one) => one.direction === direction)
			return found.length === 0 ? [] : [changesTable(direction, found, [before, after], pen)]
		}),
		list(words.vanished, diff.vanished, pen),
		list(words.appeared, diff.appeared, pen),
		diff.stacks.length === 0
			? ''
			: `<section><h2>${words.stacks}</h2><p>${differs(diff.stacks, pen)}</p></section>`,
	]
	return { title: `${before} → ${after}`, body: body.filter(Boolean).join('\n') }
}

/** Two runs side by side, what got worse first: a page of its own in both languages, in the report's style, without a script. */
export const diffHtml = (compare: Comparison, language: Language = 'en', reasons: Reasons = []): string =>
	bilingualDocument(language, (one) =>
		bodyOf(compare(one), { words: compareWords[one], texts: textsIn(one, reasons) }),
	)
