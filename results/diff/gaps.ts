import type { CellRecord, CheckRecord, KnownIssue } from '../schema/index.ts'
import { hasSecurityGap, qualityOf } from '../verdicts/index.ts'
import type { Pair } from './match-cells.ts'

/** A known issue that is a security gap, by name. */
export type GapIssue = Pick<KnownIssue, 'id' | 'title' | 'because'>

/** What became of a security gap; `found` is one where nothing was known before, `other` fails otherwise now. */
export interface Gap {
	readonly kind: 'opened' | 'found' | 'closed' | 'lost' | 'other'
	readonly issue: GapIssue
}

/** A security gap by check, and how many cells, or pairs of them, show it. */
export interface CountedGap {
	readonly issue: GapIssue
	readonly check: string
	readonly pairs: number
}

function issueOf(check: CheckRecord | undefined): GapIssue | undefined {
	if (check?.knownIssue === undefined || !hasSecurityGap(check)) return undefined
	const { id, title, because } = check.knownIssue
	return { id, title, because }
}

/** One that fails otherwise now, or that nobody could ask for again, is not closed. */
export function gapOf(
	direction: string,
	before: CheckRecord | undefined,
	after: CheckRecord | undefined,
): Gap | undefined {
	const [was, is] = [issueOf(before), issueOf(after)]
	if (is !== undefined && was?.title !== is.title)
		return { kind: direction === 'worse' ? 'opened' : 'found', issue: is }
	if (was === undefined || is !== undefined) return undefined
	const quality = after && qualityOf(after.verdict)
	if (quality === 'good') return { kind: 'closed', issue: was }
	if (quality === 'bad') return { kind: 'other', issue: was }
	return direction === 'lost' ? { kind: 'lost', issue: was } : undefined
}

/** Gaps by name and check, and how often each was met. */
class Counted {
	readonly #found = new Map<string, { issue: GapIssue; check: string; pairs: number }>()

	add(check: string, issue: GapIssue | undefined): void {
		if (issue === undefined) return
		const key = JSON.stringify([issue.title, check])
		const one = this.#found.get(key) ?? { issue, check, pairs: 0 }
		one.pairs++
		this.#found.set(key, one)
	}

	all(): CountedGap[] {
		return [...this.#found.values()]
	}
}

/** The security gaps of cells that the other run has not. */
export function gapsOf(cells: readonly CellRecord[]): CountedGap[] {
	const found = new Counted()
	for (const { checks } of cells) for (const check of checks) found.add(check.id, issueOf(check))
	return found.all()
}

export function gapsInBoth(pairs: readonly Pair[]): CountedGap[] {
	const found = new Counted()
	for (const { before, after } of pairs) {
		const earlier = new Map(before.checks.map((check) => [check.id, check]))
		for (const check of after.checks) {
			const [was, is] = [issueOf(earlier.get(check.id)), issueOf(check)]
			if (is !== undefined && was?.title === is.title) found.add(check.id, is)
		}
	}
	return found.all()
}
