import type { Language } from '../words/catalogue/languages.js'
import { languages } from '../words/catalogue/languages.js'
import type { SaidGap } from '../words/compare.ts'
import { marks, type Shown } from '../words/marks.ts'
import { htmlDocument, htmlText, pageStyle } from './html.ts'

/** What a page says in one language. */
export interface PageBody {
	/** Behind the page's own title. Untrusted. */
	readonly title: string
	/** Markup, below the head. */
	readonly body: string
}

/** What its address ends in, as that of a run's page does. */
const placeOf = (language: Language): string => `lang=${language}`

function mainOf(language: Language, other: Language, { title, body }: PageBody, isOther: boolean): string {
	const texts = languages[language]
	const link = `<a class="button" href="#${placeOf(other)}" lang="${other}" hreflang="${other}" title="${texts.otherName}">${texts.other}</a>`
	return [
		`<main id="${placeOf(language)}" lang="${language}"${isOther ? ' class="other"' : ''}>`,
		`<header class="top"><h1>${texts.title}<span class="sub">${htmlText(title)}</span></h1><nav aria-label="${texts.tools}">${link}</nav></header>`,
		body,
		'</main>',
	].join('\n')
}

/**
 * A page without a script in both languages: it is read in `language`, and in the other one at an address that says so,
 * `#lang=zh`. What is not read stands first, for a style looks only ahead.
 */
export function bilingualDocument(language: Language, page: (language: Language) => PageBody): string {
	const other = language === 'zh' ? 'en' : 'zh'
	const own = page(language)
	return htmlDocument({
		title: own.title,
		style: pageStyle(),
		script: '',
		language,
		body: [mainOf(other, language, page(other), true), mainOf(language, other, own, false)].join('\n'),
	})
}

/** What a page decides, before all else: marked, in a sentence, and each security gap by name. Untrusted but for the mark. */
export function decidedHtml(shown: Shown, sentence: string, gaps: readonly SaidGap[]): string {
	const lines = gaps.map(
		({ isNew, words }) => `<li${isNew ? ' class="open"' : ''}>${htmlText(words, 2000)}</li>`,
	)
	return [
		`<p class="banner v-${shown}"><span class="g" aria-hidden="true">${marks[shown].glyph}</span><strong>${htmlText(sentence, 2000)}</strong></p>`,
		...(lines.length === 0 ? [] : [`<ul class="decided">${lines.join('')}</ul>`]),
	].join('\n')
}
