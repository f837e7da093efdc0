import { type Language, languages, type Texts, wrap } from '#results'
import { explainWords, type ExplainWords } from './words/index.ts'

/** How an explanation is written: in which words, and how wide. */
export interface Pen {
	/** What `explain` says itself. */
	readonly words: ExplainWords
	/** What reports say, and the language that rules, contracts and remedies are told in. */
	readonly texts: Texts
	/** Lines within the width, each after the indent. */
	readonly lines: (text: string, indent: string) => string[]
}

export const penOf = (width: number, language: Language = 'en'): Pen => ({
	words: explainWords[language],
	texts: languages[language],
	lines: (text, indent) => wrap(text, width, indent),
})
