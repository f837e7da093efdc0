import { knownIssues, worthwhile } from '../../expectations/index.ts'
import type { CellRecord, KnownIssue } from '../../schema/index.ts'
import { isSecurityGap } from '../../verdicts/index.ts'
import { conditionWords, effectsOf, remedyWords } from '../decision/index.ts'
import { languages } from '../words/catalogue/languages.js'
import type { Interned } from './interned.ts'
import type { PageChange, PageData } from './page-data.ts'

/** Of so many cells it is told what would change them: of a larger run a reader asks `explain`. */
export const changesBudget = 500

/** What would change a cell, as places in a table; undefined where nothing failed as known. */
export function changesOf(
	cell: CellRecord,
	columns: ReadonlyMap<string, number>,
	changes: Interned<PageChange>,
): number[] | undefined {
	if (!cell.checks.some(({ verdict }) => verdict === 'known')) return undefined
	const places = (checks: readonly string[]) => checks.map((check) => columns.get(check) ?? -1)
	return worthwhile(effectsOf(cell)).map(({ remedy, gained, lost }) =>
		changes.add({
			words: { en: remedyWords(remedy, languages.en), zh: remedyWords(remedy, languages.zh) },
			gained: places(gained),
			lost: places(lost.map(({ check }) => check)),
			opensGap: lost.some(({ rule }) => isSecurityGap(rule)),
		}),
	)
}

/** Where each known issue is one: in which configurations, by its rule. Empty for a rule that is gone. */
export function conditionsOf(issues: readonly KnownIssue[]): PageData['conditions'] {
	const rules = issues.map(({ id }) => knownIssues.find((rule) => rule.id === id)?.when ?? {})
	return {
		en: rules.map((when) => conditionWords(when, languages.en)),
		zh: rules.map((when) => conditionWords(when, languages.zh)),
	}
}
