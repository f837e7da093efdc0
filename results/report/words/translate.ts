import type { KnownIssue } from '../../schema/index.ts'
import type { Texts } from './catalogue/english.js'
import { chineseContracts } from './chinese/checks.ts'
import { chineseIssues } from './chinese/issues.ts'
import { chineseReason } from './chinese/reasons.ts'

/** A known issue's own words in the reader's language; as they are recorded where nobody translated them. */
export function issueWords(
	{ id, title, because }: Pick<KnownIssue, 'id' | 'title' | 'because'>,
	texts: Texts,
): { readonly title: string; readonly because: string } {
	const own = texts.lang === 'zh' && Object.hasOwn(chineseIssues, id) ? chineseIssues[id] : undefined
	return own === undefined ? { title, because } : { title: own[0], because: own[1] }
}

/** Why something was not tried, skipped or broke, in the reader's language; quoted as it is where it is evidence. */
export const reasonWords = (reason: string, texts: Texts): string =>
	(texts.lang === 'zh' ? chineseReason(reason) : undefined) ?? reason

/** What a check asks, in Chinese; undefined for a check that nobody translated. */
export const chineseContract = (check: string): string | undefined =>
	Object.hasOwn(chineseContracts, check) ? chineseContracts[check] : undefined
