import { expectationFor, knownIssues } from '../../expectations/index.ts'
import type { Results } from '../../schema/index.ts'
import { isSecurityGap } from '../../verdicts/index.ts'
import type { SaidLine } from '../words/said.ts'
import type { Texts } from '../words/catalogue/english.js'
import { issueWords } from '../words/translate.ts'

const gapRules = knownIssues.filter(isSecurityGap)

/** Security gaps that the rules know of in configurations that were not asked after them: no gap was seen, for nobody looked. */
export function unaskedGaps(results: Results, cells: readonly number[], texts: Texts): SaidLine[] {
	const gaps = new Map<string, { checks: Set<string>; cells: number[] }>()
	for (const index of cells) {
		const cell = results.cells[index]
		if (cell === undefined) continue
		const asked = new Set(cell.checks.map(({ id }) => id))
		for (const rule of gapRules)
			for (const check of Object.keys(rule.checks)) {
				if (asked.has(check) || expectationFor(cell, check)?.id !== rule.id) continue
				const { title } = issueWords(rule, texts)
				const one = gaps.get(title) ?? { checks: new Set(), cells: [] }
				one.checks.add(check)
				if (one.cells.at(-1) !== index) one.cells.push(index)
				gaps.set(title, one)
			}
	}
	const { unasked, and } = texts.decision
	return [...gaps].map(([title, one]) => ({
		words: unasked(title, [...one.checks].join(and)),
		cells: one.cells,
	}))
}
