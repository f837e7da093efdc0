import type { CheckRecord, KnownIssue, Verdict } from '../schema/index.ts'

/** What the product did: what it promises, or not. */
export type Quality = 'good' | 'bad'

/** What a verdict says of the product; undefined where it says nothing of it. */
export function qualityOf(verdict: Verdict): Quality | undefined {
	switch (verdict) {
		case 'pass':
		case 'fixed':
			return 'good'
		case 'fail':
		case 'flaky':
		case 'known':
			return 'bad'
		case 'skipped':
		case 'unavailable':
		case 'error':
			return undefined
	}
}

/** Whether somebody has to look: something failed, broke, or did what nobody expects. */
export const needsPerson = (verdict: Verdict): boolean =>
	verdict === 'error' || verdict === 'fail' || verdict === 'flaky' || verdict === 'fixed'

/** Whether a verdict is worth a line of its own, and not only a place in a count. */
export const isTold = (verdict: Verdict): boolean => verdict !== 'pass' && verdict !== 'skipped'

/** Whether a known issue leaves something reachable that the configuration says is closed. */
export const isSecurityGap = ({ severity }: Pick<KnownIssue, 'severity'>): boolean => severity === 'open-door'

/** Whether a security gap was seen: a check failed as such an issue says, in the attempt that counts or in another one. */
export const hasSecurityGap = ({ verdict, knownIssue }: CheckRecord): boolean =>
	(verdict === 'known' || verdict === 'flaky') && knownIssue !== undefined && isSecurityGap(knownIssue)

/** Whether a check showed a security gap and nothing else: it failed as such an issue says. */
export const showsSecurityGap = ({ verdict, knownIssue }: CheckRecord): boolean =>
	verdict === 'known' && knownIssue !== undefined && isSecurityGap(knownIssue)
