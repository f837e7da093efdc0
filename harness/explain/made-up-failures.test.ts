import {
	alternatives,
	type CheckForms,
	type ExpectationCell,
	expectationFor,
	foldEvents,
	type Form,
	type FormKind,
	formKinds,
	formMatches,
	formsOfWay,
	knownIssues,
	type NewEvent,
	type Rule,
	type Verdict,
	type WayOutcome,
	witnesses,
} from '#results'
import { exampleCell, runStarted, stamped } from '#results/testing'
import { brNetfilterContract, catalogue, waysOf } from '#suites'
import { violations } from '#harness/matrix'
import { describe, expect, it } from 'vitest'
import { viewOf } from './explain.ts'
import { asKnown, sampleOf } from './testing/index.ts'

/** Every rule with each of its checks: whatever fails there in another way, or in another form, is a failure. */
const pairs = knownIssues.flatMap((rule) => Object.keys(rule.checks).map((check) => [rule, check] as const))

/** The cells in which a rule holds and that can be run: thousands of them, and asked for once for each check. */
const cellsOfRule = new Map<Rule['when'], readonly ExpectationCell[]>()
function possible({ when }: Rule): readonly ExpectationCell[] {
	const known = cellsOfRule.get(when)
	if (known !== undefined) return known
	const cells = [...witnesses(when)].filter(({ axes }) => violations(axes).length === 0)
	cellsOfRule.set(when, cells)
	return cells
}

/** Some of the cells in which a rule speaks about a check: the first, the last, and as many between. */
function cellsOf(rule: Rule, check: string, max = 4): ExpectationCell[] {
	const entry = catalogue.find(({ id }) => id === check)
	const all = possible(rule).filter(
		(cell) =>
			(entry?.withoutDaemon === true || brNetfilterContract(viewOf(cell)).kind !== 'refuses') &&
			entry?.applies.holds(viewOf(cell)) === true,
	)
	const step = Math.max(1, Math.floor((all.length - 1) / (max - 1)))
	return all.filter((_, index) => index % step === 0)
}

type Ways = readonly WayOutcome[] | undefined

/** What becomes of each failure of this check in this cell, as one run would say it of as many cells that are alike. */
function verdictsOf(cell: ExpectationCell, check: string, failures: readonly Ways[]): Verdict[] {
	const planned = failures.map((_, index) => ({
		...exampleCell(String(index).padStart(12, '0'), String(index), cell.axes),
		daemonSettings: cell.daemonSettings,
	}))
	const eventsOf = (ways: Ways, id = ''): NewEvent[] => [
		{ type: 'cell.started', cell: id, attempt: 1 },
		{ type: 'stack.reported', cell: id, stack: cell.stack, accelerator: 'tcg' },
		{ type: 'check.started', cell: id, check },
		{
			type: 'check.ended',
			cell: id,
			check,
			outcome: 'fail',
			ms: 1,
			message: 'NEW BUG',
			...(ways === undefined ? {} : { ways: [...ways] }),
		},
		{ type: 'cell.ended', cell: id, outcome: 'completed' },
	]
	const events = failures.flatMap((ways, index) => eventsOf(ways, planned[index]?.id))
	const { cells } = foldEvents(stamped([runStarted(...planned), ...events]))
	return failures.map((_, index) => {
		const verdict = cells[index]?.checks[0]?.verdict
		if (verdict === undefined) throw new Error('no verdict')
		return verdict
	})
}

/** The failures whose verdict is not the one that is given. */
function others(cell: ExpectationCell, check: string, failures: readonly Ways[], verdict: Verdict): Ways[] {
	const verdicts = verdictsOf(cell, check, failures)
	return failures.filter((_, index) => verdicts[index] !== verdict)
}

/** A form of each kind, with words that no rule knows. */
const strange: Readonly<Record<FormKind, Form>> = {
	answered: { kind: 'answered', by: 'NEW BUG' },
	refused: { kind: 'refused' },
	reset: { kind: 'reset' },
	closed: { kind: 'closed' },
	timeout: { kind: 'timeout' },
	unreachable: { kind: 'unreachable' },
	unresolved: { kind: 'unresolved' },
	lost: { kind: 'lost' },
	'wrong-answer': { kind: 'wrong-answer', found: 'NEW BUG' },
	'wrong-address': { kind: 'wrong-address', found: 'NEW BUG' },
	damaged: { kind: 'damaged' },
	'daemon-refused': { kind: 'daemon-refused', words: 'NEW BUG' },
	'daemon-accepted': { kind: 'daemon-accepted' },
	'daemon-down': { kind: 'daemon-down', words: 'NEW BUG' },
	missing: { kind: 'missing', what: 'NEW BUG' },
	'left-behind': { kind: 'left-behind', what: ['NEW BUG'] },
	'wrong-value': { kind: 'wrong-value', found: 'NEW BUG' },
}

const formsOf = (rule: Rule, check: string): CheckForms => rule.checks[check] ?? {}
const failing = (way: string, form: Form): WayOutcome => ({ way, ok: false, form })
const asked = (check: string): string[] => Object.keys(waysOf(check))

const allows = (forms: CheckForms, way: string, form: Form): boolean =>
	(formsOfWay(forms, way) ?? []).some((pattern) => formMatches(pattern, form))

/** Failures that a rule does not say: a form of another kind or words, another way, fewer ways, or no way at all. */
function* madeUp(forms: CheckForms, check: string): Generator<Ways> {
	const known = asKnown(forms, check)
	const healthy = known.map(({ way }): WayOutcome => ({ way, ok: true }))
	const replaced = (outcomes: readonly WayOutcome[], one: WayOutcome): WayOutcome[] => [
		...outcomes.filter(({ way }) => way !== one.way),
		one,
	]
	const selected = known.filter(({ ok }) => !ok)
	for (const way of [...known.map((one) => one.way), 'daemon', 'made-up'])
		for (const kind of formKinds) {
			const form = strange[kind]
			if (!allows(forms, way, form)) yield replaced(known, failing(way, form))
			if (!allows(forms, way, form) || selected.length > 1) yield replaced(healthy, failing(way, form))
		}
	if (selected.length > 1) for (const { way } of selected) yield replaced(known, { way, ok: true })
	yield []
	yield undefined
}

describe.each(pairs.map(([rule, check]) => [`${rule.id}, ${check}`, rule, check] as const))(
	'%s',
	(_, rule, check) => {
		const forms = formsOf(rule, check)
		const cells = cellsOf(rule, check)

		it('is known as the rule says it, and a made-up failure is not', () => {
			const failures = [...madeUp(forms, check)]
			expect(cells.length).toBeGreaterThan(0)
			for (const cell of cells) {
				expect(expectationFor(cell, check)?.id).toBe(rule.id)
				expect(others(cell, check, [asKnown(forms, check)], 'known'), JSON.stringify(cell)).toEqual([])
				expect(others(cell, check, failures, 'fail')).toEqual([])
			}
		})

		it('is told from every way in which another rule says that the check fails', () => {
			for (const other of knownIssues) {
				if (other === rule || !Object.hasOwn(other.checks, check)) continue
				const ways = asKnown(formsOf(other, check), check)
				const same = ways.every((one) =>
					one.ok ? formsOfWay(forms, one.way) === undefined : allows(forms, one.way, one.form),
				)
				for (const cell of cells)
					expect(others(cell, check, [ways], same ? 'known' : 'fail'), other.id).toEqual([])
			}
		})
	},
)

it('no pattern is so wide that it takes any words', () => {
	for (const [rule, check] of pairs)
		for (const [way, entry] of Object.entries(formsOf(rule, check)))
			for (const pattern of alternatives(entry)) {
				expect(formMatches(pattern, sampleOf(pattern)), `${rule.id} ${check} ${way}`).toBe(true)
				const { kind } = pattern
				const bare = Object.keys(pattern).length === 1
				expect(formMatches(pattern, strange[kind]), `${rule.id} ${check} ${way}`).toBe(bare)
			}
})

// Thousands of folds, on a machine that may be busy.
it(
	'no check is excused in every cell: what fails everywhere is pinned to its form',
	{ timeout: 120_000 },
	() => {
		const everywhere = { ...knownIssues[0]!, when: {}, checks: {} }
		for (const check of new Set(pairs.map(([, one]) => one)))
			for (const cell of cellsOf(everywhere, check, 40)) {
				const ways = asked(check).map((way) => failing(way, { kind: 'wrong-value', found: 'NEW BUG' }))
				expect(others(cell, check, [ways], 'fail'), check).toEqual([])
			}
	},
)
