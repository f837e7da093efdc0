import { knownIssues, worthwhile } from '../../expectations/index.ts'
import type { CellRecord, KnownIssue } from '../../schema/index.ts'
import { isSecurityGap } from '../../verdicts/index.ts'
import { conditionWords, effectsOf, remediesWords, remedyWords, startingWays } from '../decision/index.ts'
import { languages } from '../words/catalogue/languages.js'
import { shownEnd } from '../words/marks.ts'
import { plainText } from '../words/text.ts'
import { issueWords } from '../words/translate.ts'
import type { Interned } from './interned.ts'
import type { PageChange, PageData } from './page-data.ts'

/** Of so many cells it is told what would change them: of a larger run a reader asks `explain`. */
export const changesBudget = 500

type Effect = ReturnType<typeof effectsOf>[number]

/** What would fail then, issue by issue: those that are security gaps are told apart from the others. */
function lostOf({ lost }: Pick<Effect, 'lost'>): PageChange['lost'] {
	const rules = [...new Set(lost.map(({ rule }) => rule))]
	return rules.map((rule) => ({
		isGap: isSecurityGap(rule),
		title: { en: plainText(rule.title), zh: plainText(issueWords(rule, languages.zh).title) },
		// By name: of what was not asked in this run there is no column.
		checks: lost.flatMap((one) => (one.rule === rule ? [plainText(one.check)] : [])),
	}))
}

/**
 * What would change a cell, as places in a table, in the order of `explain`; undefined where nothing failed as known.
 * @param asked the place of each check among all that there are, which is the order in which `explain` goes through them.
 */
export function changesOf(
	cell: CellRecord,
	columns: ReadonlyMap<string, number>,
	changes: Interned<PageChange>,
	asked: ReadonlyMap<string, number>,
): number[] | undefined {
	if (shownEnd(cell) === 'refuses')
		return startingWays(cell).map(({ remedies, lost }) =>
			changes.add({
				words: { en: remediesWords(remedies, languages.en), zh: remediesWords(remedies, languages.zh) },
				gained: [columns.get('daemon.starts') ?? -1],
				lost: lostOf({ lost }),
			}),
		)
	if (!cell.checks.some(({ verdict }) => verdict === 'known')) return undefined
	// What was asked side by side is recorded as it ended.
	const turn = ({ id }: CellRecord['checks'][number]) => asked.get(id) ?? asked.size
	const checks = [...cell.checks].sort((a, b) => turn(a) - turn(b))
	return worthwhile(effectsOf({ ...cell, checks })).map((effect) =>
		changes.add({
			words: { en: remedyWords(effect.remedy, languages.en), zh: remedyWords(effect.remedy, languages.zh) },
			gained: effect.gained.map((check) => columns.get(check) ?? -1),
			lost: lostOf(effect),
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
