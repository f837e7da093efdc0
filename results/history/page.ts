import {
	compareWords,
	type CompareWords,
	decidedHtml,
	bilingualDocument,
	htmlText,
	type Language,
	languages,
	markMeaning,
	marks,
	type PageBody,
	type ShownVerdict,
	type Texts,
} from '../report/index.ts'
import { decideHistory } from './decision.ts'
import type { History } from './fold-history.ts'
import { marksIn } from './marks-in.ts'
import { redWords, storiesOf, type Story } from './stories.ts'
import { untoldLines } from './untold.ts'

const [square, height] = [14, 18]
const noGlyph = '·'

/** In which words a page is written. */
interface Pen {
	readonly words: CompareWords
	readonly texts: Texts
}

const meaning = (shown: ShownVerdict | undefined, { words, texts }: Pen): string =>
	shown === undefined ? words.history.nothingSaid : markMeaning(shown, texts)

/** One square a run, oldest first: its colour says what its glyph says. */
function strip({ shown, check }: Story, runs: History['runs'], pen: Pen): string {
	const told = shown.map((one, place) => `${runs[place]?.startedAt.slice(0, 10) ?? ''} ${meaning(one, pen)}`)
	const squares = shown.map((one, place) => {
		const glyph = one === undefined ? noGlyph : marks[one].glyph
		const title = htmlText(`${runs[place]?.id ?? ''}: ${meaning(one, pen)}`, 100)
		return `<g class="night-${one ?? 'none'}"><rect x="${place * square}" y="0" width="${square - 2}" height="${height}" rx="2"/><text x="${place * square + (square - 2) / 2}" y="13" text-anchor="middle">${glyph}</text><title>${title}</title></g>`
	})
	const width = shown.length * square
	return `<svg class="nights" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${htmlText(`${check}: ${told.join(', ')}`, 2000)}">${squares.join('')}</svg>`
}

/** Configurations that are named; more are a number, to be unfolded. */
const cellsShown = 3

function cells({ cells: slugs }: Story, { words }: Pen): string {
	const named = slugs.map((slug) => `<code>${htmlText(slug)}</code>`).join('<br>')
	return slugs.length <= cellsShown
		? named
		: `<details><summary>${words.page.cells(slugs.length)}</summary>${named}</details>`
}

const row = (story: Story, { runs }: History, pen: Pen): string =>
	`<tr><th scope="row"><code>${htmlText(story.check)}</code></th><td>${cells(story, pen)}</td><td>${strip(story, runs, pen)}</td><td>${redWords(story, pen.words, (id) => htmlText(id))}</td><td>${story.isFlaky ? pen.words.history.flips(story.flips, story.chances) : ''}</td></tr>`

function bodyOf(history: History, language: Language): PageBody {
	const [words, texts] = [compareWords[language], languages[language]]
	const { history: say, page } = words
	const { sentence, shown, gaps } = decideHistory(history, words, texts)
	const stories = storiesOf(history)
	const day = (place: number) => history.runs.at(place)?.startedAt.slice(0, 10) ?? ''
	const [, where = '', , redSince = '', flips = ''] = say.heads
	const heads = [page.heads.check, where, say.oldestFirst, redSince, flips]
	const untold = untoldLines(history.untold, words, (name) => htmlText(name, 100))
	const body = [
		decidedHtml(shown, sentence, gaps),
		...(untold.length === 0
			? []
			: [`<p>${say.untold.title}</p><ul>${untold.map((one) => `<li>${one}</li>`).join('')}</ul>`]),
		`<p class="quiet">${[...marksIn(stories, language), `${noGlyph} ${say.nothingSaid}`].join(' · ')}${language === 'zh' ? '。' : '. '}${texts.tidy(`${say.flip} ${say.perConfiguration}`)}</p>`,
		`<div class="scroll" tabindex="0" role="region" aria-label="${say.label}"><table class="plain">`,
		`<thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead>`,
		`<tbody>${stories.map((story) => row(story, history, { words, texts })).join('\n')}</tbody></table></div>`,
	].join('\n')
	return { title: say.span(history.runs.length, day(0), day(-1)), body }
}

/** Many runs over time as a page in both languages: what the newest changed, then a strip for each check and configuration. Pure. */
export const historyHtml = (history: History, language: Language = 'en'): string =>
	bilingualDocument(language, (one) => bodyOf(history, one))
