import { contractWords, type Language, languages, type Texts, textsIn, wrap } from '#results'
import { catalogueEntry, chineseReasons } from '#suites'
import { explainWords, type ExplainWords } from './words/index.ts'

/** How an explanation is written: in which words, and how wide. */
export interface Pen {
	/** What `explain` says itself. */
	readonly words: ExplainWords
	/** What reports say, and the language that rules and remedies are told in. */
	readonly texts: Texts
	/** What a check asks. */
	readonly contract: (check: string) => string
	/** Lines within the width, each after the indent. */
	readonly lines: (text: string, indent: string) => string[]
}

export const penOf = (width: number, language: Language = 'en'): Pen => ({
	words: explainWords[language],
	texts: textsIn(language, chineseReasons),
	contract(check) {
		const { contract: en, chinese: zh } = catalogueEntry(check)
		return contractWords({ en, zh }, languages[language])
	},
	lines: (text, indent) => wrap(text, width, indent),
})
