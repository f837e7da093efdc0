import {
	type Alternative,
	alternativesOf,
	type Remedy,
	remedySentence,
	type Rule,
	withNewer,
	worthwhile,
} from '#results'
import { expectAll, type CheckExpectation, type Expectation } from './explain.ts'

/** What something to be done would change. */
export interface Change {
	readonly remedy: Remedy
	readonly kind: Remedy['kind']
	readonly what: string
	/** Set where the daemon would refuse before and start after. */
	readonly daemonStarts?: true
	/** Checks that would hold, and did not or might not. */
	readonly gained: readonly string[]
	/** Checks that would fail as known, and held, or were not asked. */
	readonly lost: readonly { readonly check: string; readonly rule: Rule }[]
	/** Checks that would have no meaning any more: nothing is promised where nothing is asked. */
	readonly dropped: readonly string[]
}

const trouble = (one: CheckExpectation | undefined): boolean =>
	one?.expect === 'known' || one?.expect === 'depends'

function changeOf(before: Expectation, { remedy: one, cell }: Alternative, rules?: readonly Rule[]): Change {
	const remedy = withNewer(one, cell)
	const [kind, what] = [remedy.kind, remedySentence(remedy)]
	const after = expectAll(cell, rules)
	const then = new Map(after.checks.map((one) => [one.check, one]))
	const starts = before.daemon.starts === false && after.daemon.starts === true
	const gained: string[] = []
	const dropped: string[] = []
	const lost: { check: string; rule: Rule }[] = []
	for (const was of before.checks) {
		const is = then.get(was.check)
		if (is === undefined) continue
		if (trouble(was) && is.expect === 'pass') gained.push(was.check)
		if (starts && was.expect === 'skipped' && is.expect === 'pass') gained.push(was.check)
		if (was.expect !== 'known' && is.expect === 'known') lost.push({ check: was.check, rule: is.rule })
		if (trouble(was) && is.expect === 'skipped') dropped.push(was.check)
	}
	return { remedy, kind, what, ...(starts ? { daemonStarts: true } : {}), gained, lost, dropped }
}

const ruleOf = (check: CheckExpectation): readonly Rule[] =>
	'rule' in check && check.rule ? [check.rule] : []

/** What would change a cell's expected outcome for the better; what opens a security gap comes last. Derived from the rules. */
export function changesOf(expectation: Expectation, rules?: readonly Rule[]): Change[] {
	const seen = new Set<string>()
	const { cell, checks, daemon } = expectation
	const troubled = new Set(checks.filter(trouble).map(({ check }) => check))
	const alternatives = (speaking: ReadonlySet<Rule>) =>
		alternativesOf(cell, speaking, daemon.starts === false)
	const speaking = new Set(checks.flatMap(ruleOf))
	// Where one issue ends another may begin on the same check: what ends both is worth more.
	for (const { cell: other } of alternatives(speaking))
		for (const check of expectAll(other, rules).checks)
			if (troubled.has(check.check)) for (const rule of ruleOf(check)) speaking.add(rule)
	const useful = alternatives(speaking)
		.map((alternative) => changeOf(expectation, alternative, rules))
		.filter(({ what, gained, daemonStarts }) => {
			const isNew = (gained.length > 0 || daemonStarts === true) && !seen.has(what)
			seen.add(what)
			return isNew
		})
	return worthwhile(useful)
}
