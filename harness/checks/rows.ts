import { knownIssues, type Rule } from '#results'
import { catalogue, type CheckDefinition } from '#suites'

/** One check as a reader wants it. */
export interface CheckRow {
	readonly id: string
	readonly vantage: CheckDefinition['vantage']
	/** What holds when it passes. */
	readonly contract: string
	/** When it applies, in words. */
	readonly when: string
	/** Why it is asked only where it is named, where it is. */
	readonly onDemand?: string | undefined
	readonly knownIssues: readonly Pick<Rule, 'id' | 'title' | 'see' | 'severity' | 'since' | 'fixed'>[]
}

/** A row for every check of the catalogue, with the known issues that name it, in the order in which they run. */
export function checkRows(
	entries: readonly CheckDefinition[] = catalogue,
	rules: readonly Rule[] = knownIssues,
): CheckRow[] {
	return entries.map(({ id, vantage, contract, applies, onDemand }) => ({
		id,
		vantage,
		contract,
		when: applies.label,
		onDemand,
		knownIssues: rules
			.filter(({ checks }) => Object.hasOwn(checks, id))
			.map(({ id, title, see, severity, since, fixed }) => ({
				id,
				title,
				see,
				severity,
				since,
				fixed,
			})),
	}))
}
