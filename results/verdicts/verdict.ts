import type { CellRecord, CheckRecord, Outcome, Verdict } from '../schema/index.ts'
import { needsPerson } from './quality.ts'

/** `skipped` is no rank of its own: it counts only where there is nothing else. */
export const worstFirst: readonly Verdict[] = [
	'error',
	'fail',
	'flaky',
	'fixed',
	'unavailable',
	'known',
	'pass',
	'skipped',
]

/** What a known issue says of a check that came to its end. */
export interface KnownFailure {
	/** Whether the failure is the one that it says; of no meaning where the check did not fail. */
	readonly matches: boolean
}

/** What a check's outcome means where a known issue says that it fails, or where none speaks. */
export function judge(outcome: Outcome, known: KnownFailure | undefined): Verdict {
	switch (outcome) {
		case 'pass':
			return known === undefined ? 'pass' : 'fixed'
		case 'fail':
			return known?.matches === true ? 'known' : 'fail'
		case 'skipped':
		case 'error':
			return outcome
	}
}

/**
 * What a check is that had these verdicts before its last one. A failure stays: what passes at the next attempt is flaky.
 * A known issue that shows only now and then is not fixed, nor is it gone where the last attempt cannot say whether one is
 * there, or did not ask. An error says nothing, whichever attempt it was of, and takes no failure away.
 */
export function judgeAttempts(earlier: readonly Verdict[], last: Verdict): Verdict {
	switch (last) {
		case 'pass':
		case 'known':
		case 'fixed':
			if (earlier.includes('fail')) return 'flaky'
			return earlier.includes('known') ? 'known' : last
		case 'skipped':
			return earlier.includes('fail')
				? 'fail'
				: (earlier.findLast((one) => one === 'known' || one === 'fixed') ?? last)
		case 'error':
			return earlier.includes('fail') ? 'fail' : last
		case 'fail':
		case 'flaky':
		case 'unavailable':
			return last
	}
}

/** The first of {@link worstFirst} that there is; `skipped` when there is none at all. */
export function worstOf(verdicts: readonly Verdict[]): Verdict {
	return verdicts.reduce<Verdict>(
		(worst, next) => (worstFirst.indexOf(next) < worstFirst.indexOf(worst) ? next : worst),
		'skipped',
	)
}

/** How a cell's last attempt came to its end, as far as the events tell. */
export type CellEnd =
	| { readonly state: 'waiting' }
	/** It began and no end was recorded; `phase` is the one it was in. */
	| { readonly state: 'open'; readonly phase?: string | undefined }
	| {
			readonly state: 'completed' | 'error' | 'unavailable' | 'interrupted'
			readonly reason?: string | undefined
			readonly phase?: string | undefined
	  }

export interface CellVerdict {
	readonly verdict: Verdict
	readonly reason?: string
}

const inPhase = (phase: string | undefined): string => (phase === undefined ? '' : ` in phase "${phase}"`)

function verdictOfEnd(end: CellEnd, checks: readonly Pick<CheckRecord, 'verdict'>[]): CellVerdict {
	switch (end.state) {
		case 'waiting':
			return { verdict: 'error', reason: 'the cell was never started' }
		case 'open':
			return { verdict: 'error', reason: `the cell started and never ended${inPhase(end.phase)}` }
		case 'interrupted':
			return { verdict: 'error', reason: end.reason ?? `interrupted${inPhase(end.phase)}` }
		case 'error':
			return {
				verdict: 'error',
				reason: end.reason ?? `the harness broke${inPhase(end.phase)} and gave no reason`,
			}
		case 'unavailable':
			return {
				verdict: 'unavailable',
				reason: end.reason ?? 'an artifact is not available; no reason was given',
			}
		case 'completed':
			// A cell that tested nothing must never look green.
			return checks.length === 0
				? { verdict: 'error', reason: 'the cell completed without recording a single check' }
				: { verdict: 'skipped' }
	}
}

/** The worst of how the cell ended and what its checks say, with the reason where it needs one. */
export function judgeCell(end: CellEnd, checks: readonly Pick<CheckRecord, 'id' | 'verdict'>[]): CellVerdict {
	const ended = verdictOfEnd(end, checks)
	const verdict = worstOf([ended.verdict, ...checks.map((check) => check.verdict)])
	if (ended.reason !== undefined && ended.verdict === verdict) return { verdict, reason: ended.reason }
	if (!needsPerson(verdict)) return { verdict }
	return { verdict, reason: reasonOf(verdict, checks) }
}

/** Why a cell is what its checks make it. */
function reasonOf(verdict: Verdict, checks: readonly Pick<CheckRecord, 'id' | 'verdict'>[]): string {
	const guilty = checks.filter((check) => check.verdict === verdict).map((check) => check.id)
	return `${verdict}: ${guilty.join(', ')}`
}

/** Whether a cell broke itself, and not only checks of it: what it has of others is not all that it was to ask. */
export const brokeItself = ({
	verdict,
	reason,
	checks,
}: Pick<CellRecord, 'verdict' | 'reason' | 'checks'>): boolean =>
	verdict === 'error' && reason !== reasonOf('error', checks)
