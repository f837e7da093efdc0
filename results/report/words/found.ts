import { describeWays } from '../../expectations/index.ts'
import type { CellRecord, CheckRecord } from '../../schema/index.ts'
import { isTold } from '../../verdicts/index.ts'
import { marks, shownCheck } from './marks.ts'
import { plural } from './text.ts'

/** The ways that failed and how, in words; empty where the check recorded none. Untrusted. */
export const formWords = ({ ways = [] }: Pick<CheckRecord, 'ways'>): string =>
	ways.some(({ ok }) => !ok) ? describeWays(ways) : ''

/** What was found of a check, as short as it can be said: its form, else its message. Untrusted. */
export const foundWords = (check: CheckRecord): string => formWords(check) || (check.message ?? '')

/** ` (attempt 1)` behind a check that only an earlier attempt came to, ` (2 attempts)` behind one that ran more than once. */
export function attemptWords({ attempt, attempts }: CheckRecord): string {
	if (attempt !== undefined) return ` (attempt ${attempt})`
	return attempts > 1 ? ` (${plural(attempts, 'attempt')})` : ''
}

/** What came of a cell's attempts before its last one, a sentence each. Untrusted. */
export function earlierWords({ earlierAttempts = [] }: CellRecord): string[] {
	return earlierAttempts.map(({ attempt, verdict, reason, checks }) => {
		const told = checks.filter(({ verdict }) => isTold(verdict))
		const others = checks.length - told.length
		const parts = [
			...(reason === undefined ? [] : [reason]),
			...told.map((check) => `${check.id} ${marks[shownCheck(check)].word} ${foundWords(check)}`.trim()),
			...(others === 0 ? [] : [`${plural(others, 'check')} passed or skipped`]),
		]
		return `attempt ${attempt}: ${marks[verdict].word}${parts.length === 0 ? '' : `: ${parts.join('; ')}`}`
	})
}
