import type { KnownIssue } from '../../schema/index.ts'
import type { Texts } from './catalogue/english.js'

/** A known issue's own words in the reader's language; as they are recorded where nobody translated them. */
export const issueWords = (
	{ title, because }: Pick<KnownIssue, 'id' | 'title' | 'because'>,
	_texts: Texts,
): { readonly title: string; readonly because: string } => ({ title, because })

/** Why something was not tried, skipped or broke, in the reader's language; quoted as it is where it is evidence. */
export const reasonWords = (reason: string, _texts: Texts): string => reason
