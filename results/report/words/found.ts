import { describeWays } from '../../expectations/index.ts'
import { type CellRecord, type CheckRecord, formText } from '../../schema/index.ts'
import { isTold } from '../../verdicts/index.ts'
import { chineseForm } from './chinese/form.ts'
import { english, type Texts } from './catalogue/english.js'
import { markWord, shownCheck } from './marks.ts'
import { reasonWords, saidWords } from './translate.ts'

/** The ways that failed and how, in words; empty where the check recorded none. Untrusted. */
export function formWords({ ways = [] }: Pick<CheckRecord, 'ways'>, texts: Texts = english): string {
	if (!ways.some(({ ok }) => !ok)) return ''
	if (texts.lang !== 'zh') return describeWays(ways)
	return ways.flatMap((one) => (one.ok ? [] : [`${one.way} ${chineseForm(one.form)}`])).join(texts.comma)
}

/** What a check said, in the reader's language where that is the harness's own sentence, or only its form again. Untrusted. */
export function messageWords(check: CheckRecord, texts: Texts = english): string {
	const { message = '', verdict } = check
	// What broke is told as of a cell: with what to do about it, and why.
	const wordsOf = verdict === 'error' ? reasonWords : saidWords
	const form = texts.lang === 'zh' ? formWords(check) : ''
	if (form === '') return wordsOf(message, texts)
	const own = [formText(form), formWords(check, texts)] as const
	return wordsOf(message, { ...texts, reasons: [...(texts.reasons ?? []), own] })
}

/** What was found of a check, as short as it can be said: its form, else its message. Untrusted. */
export const foundWords = (check: CheckRecord, texts: Texts = english): string =>
	formWords(check, texts) || messageWords(check, texts)

/** ` (attempt 1)` behind a check that only an earlier attempt came to, ` (2 attempts)` behind one that ran more than once. */
export function attemptWords({ attempt, attempts }: CheckRecord, texts: Texts = english): string {
	const { aside } = texts.decision
	if (attempt !== undefined) return aside(texts.report.attempt(attempt))
	return attempts > 1 ? aside(texts.report.attempts(attempts)) : ''
}

/** What came of a cell's attempts before its last one, a sentence each. Untrusted. */
export function earlierWords({ earlierAttempts = [] }: CellRecord, texts: Texts = english): string[] {
	return earlierAttempts.map(({ attempt, verdict, reason, checks }) => {
		const told = checks.filter(({ verdict }) => isTold(verdict))
		const others = checks.length - told.length
		const parts = [
			...(reason === undefined ? [] : [reasonWords(reason, texts)]),
			...told.map((check) =>
				`${check.id} ${markWord(shownCheck(check), texts)} ${foundWords(check, texts)}`.trim(),
			),
			...(others === 0 ? [] : [texts.report.others(others)]),
		]
		const head = `${texts.report.attempt(attempt)}${texts.colon}${markWord(verdict, texts)}`
		return parts.length === 0 ? head : `${head}${texts.colon}${parts.join(texts.semicolon)}`
	})
}
