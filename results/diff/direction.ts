import { describeWays } from '../expectations/index.ts'
import { formWords } from '../report/index.ts'
import type { CellRecord, CheckRecord } from '../schema/index.ts'
import { hasSecurityGap, isSecurityGap, qualityOf, showsSecurityGap } from '../verdicts/index.ts'

/** What a change of verdict says of the product: `lost` says nothing of it, but that nobody knows any more. */
export type Direction = 'worse' | 'lost' | 'better' | 'regained' | 'other'

/** A check in one of the two runs: its cell, where the run has it, and what the cell recorded of it. */
export interface Asked {
	readonly cell: CellRecord | undefined
	readonly check: CheckRecord | undefined
}

type Said = CheckRecord | undefined

/** A failure that nobody can explain, in each attempt or in one. */
const isUnknown = (check: Said): check is CheckRecord =>
	check?.verdict === 'fail' || check?.verdict === 'flaky'

/**
 * What a verdict says of the product; undefined where it says nothing. What nobody can explain is worse than all that is
 * known: a gap whose known issue does not apply any more is still open.
 */
function badness(check: Said): number | undefined {
	const quality = check && qualityOf(check.verdict)
	if (check === undefined || quality !== 'bad') return quality && 0
	if (check.verdict === 'known') return showsSecurityGap(check) ? 2 : 1
	return check.verdict === 'flaky' ? 3 : 4
}

/** Whether a run came to it, and nothing is promised there: what nobody asked, what broke or was not available may have hidden anything. */
const hadNone = ({ check }: Asked): boolean => check?.verdict === 'skipped'

const formOf = (check: Said): string => (check === undefined ? '' : formWords(check))

/** Set where both failed, each in a form of its own: the same verdict is then another failure. */
export const otherForm = (before: Said, after: Said): boolean => {
	const [one, other] = [formOf(before), formOf(after)]
	return one !== '' && other !== '' && one !== other
}

/** Whether it fails on a way, or in a form, in which it did not before: what is left of a failure is no new one. */
function failsAnew(before: Said, after: Said): boolean {
	if (!otherForm(before, after)) return false
	const was = new Set(before?.ways?.map((way) => describeWays([way])))
	return after?.ways?.some((way) => !way.ok && !was.has(describeWays([way]))) === true
}

/** Whether it fails now for a reason that a security gap is: where there are forms, in another one than before. */
const opensGap = (before: Said, after: Said): boolean =>
	after?.knownIssue !== undefined &&
	isSecurityGap(after.knownIssue) &&
	// A flake that failed as the same issue says was as open.
	!(before && hasSecurityGap(before) && before.knownIssue?.id === after.knownIssue.id) &&
	(formOf(before) === '' || formOf(before) !== formOf(after))

export function directionOf(before: Asked, after: Asked): Direction {
	const [was, is] = [before.check, after.check]
	const [one, other] = [badness(was), badness(is)]
	if (one === undefined) {
		// Nothing says that it failed before: the failure is new.
		if (isUnknown(is)) return 'worse'
		// A daemon that refused to start, and now starts and leaves something open: that is the release's own.
		if (is !== undefined && showsSecurityGap(is) && hadNone(before)) return 'worse'
		return other === undefined ? 'other' : 'regained'
	}
	if (other === undefined) return 'lost'
	if (isUnknown(is) && (other > one || failsAnew(was, is))) return 'worse'
	// What failed for no known reason and still fails is not better: at most somebody knows the failure.
	if (isUnknown(was) && other > 0) return is?.verdict === 'known' && opensGap(was, is) ? 'worse' : 'other'
	// `pass` became `fixed`: the product did the same, we say something else.
	return other > one ? 'worse' : other < one ? 'better' : 'other'
}

/** A verdict, or what stands for one where there is none. */
export function verdictWord({ cell, check }: Asked): string {
	if (check !== undefined) return showsSecurityGap(check) ? 'security gap' : check.verdict
	if (cell === undefined) return 'not asked'
	return cell.verdict === 'unavailable' ? 'unavailable' : 'not recorded'
}
