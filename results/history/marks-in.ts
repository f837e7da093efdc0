import { type Language, languages, markMeaning, marks, shownWorstFirst } from '../report/index.ts'
import type { Story } from './stories.ts'

/** The marks that these have, and what each means: the best first. */
export const marksIn = (stories: readonly Story[], language: Language): string[] =>
	shownWorstFirst
		.toReversed()
		.filter((one) => stories.some(({ shown }) => shown.includes(one)))
		.map((one) => `${marks[one].glyph} ${markMeaning(one, languages[language])}`)
