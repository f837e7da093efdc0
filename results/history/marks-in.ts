import { type Language, languages, markMeaning, marks, shownWorstFirst } from '../report/index.ts'
import type { Track } from './fold-history.ts'

/** The marks that these tracks have, and what each means: the best first. */
export const marksIn = (tracks: readonly Track[], language: Language): string[] =>
	shownWorstFirst
		.toReversed()
		.filter((one) => tracks.some(({ shown }) => shown.includes(one)))
		.map((one) => `${marks[one].glyph} ${markMeaning(one, languages[language])}`)
