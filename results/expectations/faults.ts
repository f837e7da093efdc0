import type { ExpectationCell } from './match.ts'
import { meet } from './meet.ts'
import type { Rule } from './rule.ts'
import { witnesses } from './witness.ts'

/** What the rules are checked against; the catalogue and the constraints are not this folder's to know. */
export interface RuleWorld {
	readonly checks: readonly string[]
	/** Whether such a cell can exist at all, and asks this check. */
	readonly asks: (cell: ExpectationCell, check: string) => boolean
}

/** One thing wrong with a list of rules, in words that name the rules. */
export type RuleFault = {
	readonly kind: 'duplicate-id' | 'unknown-check' | 'unreachable' | 'ambiguous' | 'duplicate'
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
export function* ruleFaults(rules: readonly Rule[], world: RuleWorld): Generator<RuleFault> {
	for (const [index, rule] of rules.entries()) {
		const { id } = rule
		const twin = rules.findIndex((one) => one.id === id)
		if (twin < index) yield { kind: 'duplicate-id', rules: [id], message: `two rules are called "${id}"` }
		for (const check of new Set(rule.checks)) {
			if (rule.checks.filter((one) => one === check).length > 1)
				yield { kind: 'duplicate', rules: [id], check, message: `${id} names ${check} twice` }
			if (!world.checks.includes(check))
				yield {
					kind: 'unknown-check',
					rules: [id],
					check,
					message: `${id} is about ${check}, which no check is called`,
				}
			else if (firstAsking(rule.when, check, world) === undefined)
				yield {
					kind: 'unreachable',
					rules: [id],
					check,
					message: `${id} holds in no cell that is asked ${check}`,
				}
		}
		for (const other of rules.slice(index + 1)) yield* sharedAnswers(rule, other, world)
	}
}

function* sharedAnswers(a: Rule, b: Rule, world: RuleWorld): Generator<RuleFault> {
	const both = meet(a.when, b.when)
	if (both === undefined) return
	for (const check of new Set(a.checks)) {
		const example = b.checks.includes(check) ? firstAsking(both, check, world) : undefined
		if (example === undefined) continue
		const message = `${a.id} and ${b.id} both answer ${check} in one cell`
		yield { kind: 'ambiguous', rules: [a.id, b.id], check, message, example }
	}
}

function firstAsking(when: Rule['when'], check: string, { asks }: RuleWorld): ExpectationCell | undefined {
	for (const cell of witnesses(when)) if (asks(cell, check)) return cell
	return undefined
}
