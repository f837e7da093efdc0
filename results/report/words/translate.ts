import {
	alternatives,
	type Caveat,
	describeWayForms,
	patternForm,
	type WayForms,
} from '../../expectations/index.ts'
import type { KnownIssue } from '../../schema/index.ts'
import type { Reasons, Texts } from './catalogue/english.js'
import { type Language, languages } from './catalogue/languages.js'
import { type CaveatWords, chineseCaveats } from './chinese/caveats.ts'
import { chineseForm } from './chinese/form.ts'
import { chineseIssues } from './chinese/issues.ts'
import { chineseMessage, chineseParts, chineseReason } from './chinese/reasons.ts'

/** A known issue's own words in the reader's language; as they are recorded where nobody translated them. */
export function issueWords(
	{ id, title, because }: Pick<KnownIssue, 'id' | 'title' | 'because'>,
	texts: Texts,
): { readonly title: string; readonly because: string } {
	const own = texts.lang === 'zh' && Object.hasOwn(chineseIssues, id) ? chineseIssues[id] : undefined
	return own === undefined ? { title, because } : { title: own[0], because: own[1] }
}

/** A caveat's own words in the reader's language; as they are recorded where nobody translated them. */
export const caveatWords = (caveat: Caveat, texts: Texts): CaveatWords =>
	(texts.lang === 'zh' && Object.hasOwn(chineseCaveats, caveat.id) ? chineseCaveats[caveat.id] : undefined) ??
	caveat

/** How a rule says that a way fails, in the reader's language: `reset or closed`. */
export const wayFormsWords = (forms: WayForms, texts: Texts): string =>
	texts.lang === 'zh'
		? alternatives(forms)
				.map((pattern) => chineseForm(patternForm(pattern)))
				.join(texts.decision.or)
		: describeWayForms(forms)

/** Why something was not tried, skipped or broke, in the reader's language; quoted as it is where it is evidence. */
export const reasonWords = (reason: string, texts: Texts): string =>
	(texts.lang === 'zh' ? chineseReason(reason, texts.reasons) : undefined) ?? reason

/** What a check said, in the reader's language where it is the check's own sentence; quoted as it is where it is evidence. */
export const saidWords = (message: string, texts: Texts): string =>
	(texts.lang === 'zh' ? chineseMessage(message, texts.reasons) : undefined) ?? message

/** A language's words, and the Chinese that checks bring for why they are not asked somewhere. */
export const textsIn = (language: Language, reasons: Reasons): Texts => ({ ...languages[language], reasons })

/** A piece of a sentence about a kernel, such as `nvme: no module nvme in what was given`, in the reader's language. */
export const reasonPart = (part: string, texts: Texts): string =>
	texts.lang === 'zh' ? chineseParts(part) : part

/** What a check asks, in a sentence; without Chinese for a check that nobody translated. */
export interface Contract {
	readonly en: string
	readonly zh?: string | undefined
}

/** What a check asks, in the reader's language. */
export const contractWords = ({ en, zh = en }: Contract, texts: Texts): string =>
	texts.lang === 'zh' ? zh : en
