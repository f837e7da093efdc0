import { expectationFor, knownIssues, type Rule } from '../../expectations/index.ts'
import type { CellRecord, Results } from '../../schema/index.ts'
import { isSecurityGap } from '../../verdicts/index.ts'
import { detachedSince } from '../../model/index.ts'
import type { SaidLine } from '../words/said.ts'
import type { Texts } from '../words/catalogue/english.js'
import { issueWords } from '../words/translate.ts'
import { leavesHostNetwork } from './not-offered.ts'

const gapRules = knownIssues.filter(isSecurityGap)

/** The rules of gaps that a cell has by the rules, with the check of each that it was not asked. */
const unaskedOf = (cell: CellRecord): (readonly [rule: Rule, check: string])[] => {
	// What broke has no answer; of what was skipped nothing is promised.
	const asked = new Set(cell.checks.flatMap(({ id, verdict }) => (verdict === 'error' ? [] : [id])))
	// Of what never ran nobody asks what it leaves open.
	if (asked.size === 0) return []
	return gapRules.flatMap((rule) =>
		Object.keys(rule.checks).flatMap((check) =>
			!asked.has(check) && expectationFor(cell, check)?.id === rule.id ? [[rule, check] as const] : [],
		),
	)
}

/** How many known security gaps of a cell nobody asked after. */
export const unaskedIn = (cell: CellRecord): number => unaskedOf(cell).length

const consequenceOf = ({ id }: Rule, { decision, semicolon }: Texts): string => {
	const words = decision.consequences[id]
	return words === undefined ? '' : semicolon + words
}

/**
 * Security gaps that the rules know of in configurations that were not asked after them: no gap was seen, for nobody looked.
 * What is open by design stands beside them.
 */
export function unaskedGaps(results: Results, cells: readonly number[], texts: Texts): SaidLine[] {
	const gaps = new Map<string, { checks: Set<string>; cells: number[]; consequence: string }>()
	for (const index of cells) {
		const cell = results.cells[index]
		if (cell === undefined) continue
		for (const [rule, check] of unaskedOf(cell)) {
			const { title } = issueWords(rule, texts)
			const one = gaps.get(title) ?? { checks: new Set(), cells: [], consequence: consequenceOf(rule, texts) }
			one.checks.add(check)
			if (one.cells.at(-1) !== index) one.cells.push(index)
			gaps.set(title, one)
		}
	}
	const { unasked, and, hostNetwork } = texts.decision
	const shared = cells.filter((index) => results.cells[index]?.checks.some(leavesHostNetwork))
	const byDesign = shared.length === 0 ? [] : [{ words: hostNetwork(detachedSince), cells: shared }]
	const lines = [...gaps].map(([title, one]) => ({
		words: unasked(title, [...one.checks].join(and)) + one.consequence,
		cells: one.cells,
	}))
	return [...lines, ...byDesign]
}
