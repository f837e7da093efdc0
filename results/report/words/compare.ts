import type { Language } from './catalogue/languages.js'
import { chineseCompare } from './chinese/compare.ts'
import { type CompareWords, englishCompare } from './compare-english.ts'

export type { CompareWords }

export const compareWords: Readonly<Record<Language, CompareWords>> = {
	en: englishCompare,
	zh: chineseCompare,
}

/** More checks than this are a number; the sections below name them all. */
const checksShown = 5

/** Checks with the number of cells that each is about, those of most first. */
export function checkList(
	found: readonly (readonly [check: string, cells: number])[],
	words: CompareWords,
): string {
	const counts = new Map<string, number>()
	for (const [check, cells] of found) counts.set(check, (counts.get(check) ?? 0) + cells)
	const all = [...counts]
		.sort(([, a], [, b]) => b - a)
		.map(([check, cells]) => words.decided.check(check, cells))
	const shown = all.slice(0, checksShown).join(words.comma)
	return all.length > checksShown ? words.decided.more(shown, all.length - checksShown) : shown
}

/** A security gap by name, in what is decided first. */
export interface SaidGap {
	readonly isNew: boolean
	readonly words: string
}
