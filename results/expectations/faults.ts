import type { FormKind } from '../schema/index.ts'
import { alternatives, describePattern, formsOfWay, type FormPattern, wayMatches } from './form-pattern.ts'
import type { ExpectationCell } from './match.ts'
import { meet } from './meet.ts'
import type { Rule } from './rule.ts'
import { witnesses } from './witness.ts'

/** What the rules are checked against; the catalogue and the constraints are not this folder's to know. */
export interface RuleContext {
	readonly checks: readonly string[]
	/** Whether such a cell can exist at all, and asks this check. */
	readonly asks: (cell: ExpectationCell, check: string) => boolean
	/** The ways that a check may ask, with the forms in which each may fail; undefined where that is not known. */
	readonly waysOf?: (check: string) => Readonly<Record<string, readonly FormKind[]>>
}

/** One thing wrong with a list of rules, in words that name the rules. */
export type RuleFault = {
	readonly kind:
		| 'duplicate-id'
		| 'unknown-check'
		| 'unreachable'
		| 'ambiguous'
		| 'unknown-way'
		| 'unknown-form'
	readonly rules: readonly string[]
	readonly check?: string
	readonly message: string
	/** A cell that shows it. */
	readonly example?: ExpectationCell
}

/**
 * Rules that can never speak, and rules that answer one check of one cell twice: the report would show whichever
 * stands first.
 */
export function* ruleFaults(rules: readonly Rule[], context: RuleContext): Generator<RuleFault> {
	for (const [index, rule] of rules.entries()) {
		const { id } = rule
		const twin = rules.findIndex((one) => one.id === id)
		if (twin < index) yield { kind: 'duplicate-id', rules: [id], message: `two rules are called "${id}"` }
		for (const check of Object.keys(rule.checks)) {
			yield* strayEntries(rule, check, context)
			if (context.checks.includes(check) && firstAsking(rule.when, check, context) === undefined)
				yield {
					kind: 'unreachable',
					rules: [id],
					check,
					message: `${id} holds in no cell that is asked ${check}`,
				}
		}
		for (const other of rules.slice(index + 1))
			if (!rule.precedes?.includes(other.id)) yield* sharedAnswers(rule, other, context)
	}
}

/** What a rule says of a check that there is not, or of one that cannot fail so. */
export function* strayEntries(
	rule: Rule,
	check: string,
	context: Pick<RuleContext, 'checks' | 'waysOf'>,
): Generator<RuleFault> {
	if (context.checks.includes(check)) yield* unknownForms(rule, check, context)
	else {
		const message = `${rule.id} is about ${check}, which no check is called`
		yield { kind: 'unknown-check', rules: [rule.id], check, message }
	}
}

/** Entries that no outcome of the check can meet. */
function* unknownForms(
	{ id, checks }: Rule,
	check: string,
	{ waysOf }: Pick<RuleContext, 'waysOf'>,
): Generator<RuleFault> {
	const forms = checks[check] ?? {}
	const ways = waysOf?.(check)
	if (ways === undefined) return
	const reached = new Set<FormPattern>()
	for (const [way, kinds] of Object.entries(ways))
		for (const pattern of formsOfWay(forms, way) ?? []) if (kinds.includes(pattern.kind)) reached.add(pattern)
	for (const [name, one] of Object.entries(forms))
		for (const pattern of alternatives(one))
			if (!reached.has(pattern)) {
				const kind = Object.keys(ways).some((way) => wayMatches(name, way)) ? 'unknown-form' : 'unknown-way'
				const message = `${id} says that ${check} fails with ${name} ${describePattern(pattern)}, which it cannot`
				yield { kind, rules: [id], check, message }
			}
}

function* sharedAnswers(a: Rule, b: Rule, context: RuleContext): Generator<RuleFault> {
	const both = meet(a.when, b.when)
	if (both === undefined) return
	for (const check of Object.keys(a.checks)) {
		const example = Object.hasOwn(b.checks, check) ? firstAsking(both, check, context) : undefined
		if (example === undefined) continue
		const message = `${a.id} and ${b.id} both answer ${check} in one cell`
		yield { kind: 'ambiguous', rules: [a.id, b.id], check, message, example }
	}
}

function firstAsking(when: Rule['when'], check: string, { asks }: RuleContext): ExpectationCell | undefined {
	for (const cell of witnesses(when)) if (asks(cell, check)) return cell
	return undefined
}
