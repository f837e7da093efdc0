import {
	compareWords,
	type CompareWords,
	htmlDocument,
	htmlText,
	type Language,
	languages,
	markMeaning,
	marks,
	pageStyle,
	type ShownVerdict,
	type Texts,
} from '../report/index.ts'
import type { History, Track } from './fold-history.ts'
import { marksIn } from './marks-in.ts'
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
function strip({ shown, check }: Track, runs: History['runs'], pen: Pen): string {
	const told = shown.map((one, place) => `${runs[place]?.startedAt.slice(0, 10) ?? ''} ${meaning(one, pen)}`)
	const squares = shown.map((one, place) => {
		const glyph = one === undefined ? noGlyph : marks[one].glyph
		const title = htmlText(`${runs[place]?.id ?? ''}: ${meaning(one, pen)}`, 100)
		return `<g class="night-${one ?? 'none'}"><rect x="${place * square}" y="0" width="${square - 2}" height="${height}" rx="2"/><text x="${place * square + (square - 2) / 2}" y="13" text-anchor="middle">${glyph}</text><title>${title}</title></g>`
	})
	const width = shown.length * square
	return `<svg class="nights" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${htmlText(`${check}: ${told.join(', ')}`, 2000)}">${squares.join('')}</svg>`
}

const row = (track: Track, { runs }: History, pen: Pen): string =>
	`<tr><th scope="row"><code>${htmlText(track.check)}</code></th><td>${htmlText(`${pen.words.part(track.axis)} ${track.value}`)}</td><td>${strip(track, runs, pen)}</td><td>${track.redSince === undefined ? '' : htmlText(track.redSince)}</td><td>${track.flips > 0 ? pen.words.history.flips(track.flips, track.chances) : ''}</td></tr>`

/** Many runs over time as a page: a strip for each check and Docker, what is red or flips first. Pure. */
export function historyHtml(history: History, language: Language = 'en'): string {
	const words = compareWords[language]
	const { history: say, page } = words
	const { runs, tracks } = history
	const rank = ({ redSince, flips }: Track): number => (redSince !== undefined ? 0 : flips > 0 ? 1 : 2)
	const shown = tracks
		.filter(({ axis }) => axis === 'docker')
		.sort((a, b) => rank(a) - rank(b) || a.check.localeCompare(b.check))
	const day = (place: number) => runs.at(place)?.startedAt.slice(0, 10) ?? ''
	const title = say.span(runs.length, day(0), day(-1))
	const [, , , redSince = '', flips = ''] = say.heads
	const heads = [page.heads.check, page.heads.where, say.oldestFirst, redSince, flips]
	const untold = untoldLines(history.untold, words, (name) => htmlText(name, 100))
	const body = [
		`<main><header class="top"><h1>${languages[language].title}<span class="sub">${htmlText(title)}</span></h1></header>`,
		`<p class="quiet">${[...marksIn(shown, language), `${noGlyph} ${say.nothingSaid}`].join(' · ')}${language === 'zh' ? '。' : '. '}${say.flip}</p>`,
		...(untold.length === 0
			? []
			: [`<p>${say.untold.title}</p><ul>${untold.map((one) => `<li>${one}</li>`).join('')}</ul>`]),
		`<div class="scroll" tabindex="0" role="region" aria-label="${say.label}"><table class="plain">`,
		`<thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead>`,
		`<tbody>${shown.map((track) => row(track, history, { words, texts: languages[language] })).join('\n')}</tbody></table></div></main>`,
	].join('\n')
	return htmlDocument({ title, style: pageStyle(), script: '', body, language })
}
