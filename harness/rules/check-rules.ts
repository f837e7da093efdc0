import {
	type CheckRecord,
	describeCheckForms,
	describeWays,
	expectationFor,
	failsAsKnown,
	knownIssues,
	lastSeen as recordedDays,
	type Results,
	type Rule,
} from '#results'

/** A check of a run that did not do what a rule says of it. */
interface Contradiction {
	readonly run: string
	readonly cell: string
	readonly check: string
	/** It passed, or it failed in another way or form than the rule says. */
	readonly did: 'passed' | 'failed otherwise'
	readonly words: string
}

/** What runs say of one rule. */
export interface RuleRow {
	readonly rule: Rule
	/** A day (`2026-11-26`) or a month, of a run given here or of one that is on record; missing: no run showed it. */
	readonly lastSeen?: string | undefined
	/** How many checks of the runs it spoke about that came to their end. */
	readonly exercised: number
	/** How many of them failed as it says. */
	readonly asItSays: number
	readonly contradictions: readonly Contradiction[]
}

type Told = { readonly as: 'it says' } | Pick<Contradiction, 'did' | 'words'>

/** What a check's end says of the rule about it; undefined where it says nothing. */
function told(rule: Rule, { id, verdict, ways }: CheckRecord, hasForms: boolean): Told | undefined {
	const forms = rule.checks[id] ?? {}
	switch (verdict) {
		case 'pass':
		case 'fixed':
			return { did: 'passed', words: `the rule says ${describeCheckForms(forms)}` }
		case 'known':
		case 'fail':
		case 'flaky':
			// Before forms were recorded, a failure was told by its check alone: that is no evidence.
			if (!hasForms) return undefined
			return failsAsKnown(forms, ways)
				? { as: 'it says' }
				: {
						did: 'failed otherwise',
						words: `the rule says ${describeCheckForms(forms)}, found ${describeWays(ways)}`,
					}
		case 'skipped':
		case 'unavailable':
		case 'error':
			return undefined
	}
}

/** Each rule with what these runs say of it, in the rules' own order. Pure; a run is judged by the rules of today. */
export function checkRules(runs: readonly Results[], rules: readonly Rule[] = knownIssues): RuleRow[] {
	const found = new Map(
		rules.map((rule) => [
			rule.id,
			{ days: new Set<string>(), asItSays: 0, contradictions: [] as Contradiction[] },
		]),
	)
	for (const { run, cells } of runs)
		for (const cell of cells)
			for (const check of cell.checks) {
				const rule = expectationFor(cell, check.id, rules)
				const row = rule && found.get(rule.id)
				const says = rule && told(rule, check, run.eventsVersion !== undefined)
				if (row === undefined || says === undefined) continue
				if ('as' in says) {
					row.asItSays++
					row.days.add(run.startedAt.slice(0, 10))
				} else row.contradictions.push({ run: run.id, cell: cell.slug, check: check.id, ...says })
			}
	return rules.map((rule) => {
		const { days, asItSays, contradictions } = found.get(rule.id)!
		const last = newest([...days, recordedDays[rule.id]])
		return {
			rule,
			asItSays,
			contradictions,
			exercised: asItSays + contradictions.length,
			lastSeen: last,
		}
	})
}

/** Of days and months: a month is as late as the last of its days. */
function newest(days: readonly (string | undefined)[]): string | undefined {
	const key = (day: string): string => (day.length === 7 ? `${day}-32` : day)
	return days
		.filter((day) => day !== undefined)
		.sort((a, b) => (key(a) < key(b) ? -1 : 1))
		.at(-1)
}
