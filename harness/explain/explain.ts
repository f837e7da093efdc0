import {
	type Beyond,
	beyondKnowledge,
	type Caveat,
	caveatsOf,
	conditionsAnswer,
	describeWayForms,
	type ExpectationCell,
	onlyReadOf,
	type Rule,
	ruleAnswer,
	rulesFor,
	untriedDriver,
} from '#results'
import { askedByDefault, brNetfilterContract, catalogue, type CellView, type CheckDefinition } from '#suites'

/** How each way is expected to fail, in words: `{ 'host.loopback': 'reset or closed' }`. Any other way or form is a failure. */
type ExpectedForms = Readonly<Record<string, string>>

/** What is expected of one check, and why. */
export type CheckExpectation = { readonly check: string } & (
	| { readonly expect: 'pass'; readonly contract: string }
	| { readonly expect: 'known'; readonly rule: Rule; readonly forms: ExpectedForms }
	/** Whether the rule holds depends on a version that is not known. */
	| {
			readonly expect: 'depends'
			readonly rule: Rule
			readonly forms: ExpectedForms
			readonly contract: string
	  }
	/**
	 * The cell lies beyond the edge of knowledge, and a rule is what was known last; or nobody has measured what becomes of the
	 * check.
	 */
	| {
			readonly expect: 'not-known'
			readonly contract: string
			readonly rule?: Rule
			readonly forms?: ExpectedForms
	  }
	| { readonly expect: 'skipped'; readonly reason: string }
)

type DaemonExpectation =
	| { readonly starts: true; readonly warning?: string }
	| { readonly starts: false; readonly message: string }
	| { readonly starts: 'not-known' }

/** What a run of this cell should find. */
export interface Expectation {
	readonly cell: ExpectationCell
	readonly daemon: DaemonExpectation
	/** Of what a run asks by default. */
	readonly checks: readonly CheckExpectation[]
	/** Of what a run asks only where it is named. */
	readonly onDemand: readonly CheckExpectation[]
	/** What of the cell is newer than anything that was tried or read about: nothing is promised then. */
	readonly beyond: readonly Beyond[]
	/** Its network driver, where no check was ever asked with it: nothing is promised then either. */
	readonly untried?: string
	/** What of it was read about, and is newer than anything that was measured. */
	readonly onlyRead: readonly Beyond[]
	/** What is known of hosts and uses that the configuration does not describe. */
	readonly caveats: readonly Caveat[]
}

const refusedReason = 'the daemon refuses to start: see daemon.br-netfilter-error'
const downReason = 'the daemon does not start: see daemon.starts'

/** A stack that was predicted has every version that the cell asks for. */
export const viewOf = (cell: ExpectationCell): CellView => ({ ...cell, versions: cell.stack })

function daemonExpectation(cell: ExpectationCell, rules: readonly Rule[] | undefined): DaemonExpectation {
	const down = rulesFor('daemon.starts', rules).find((rule) => ruleAnswer(rule, cell) === true)
	if (down !== undefined) return { starts: false, message: `${down.title}: ${down.because}` }
	const contract = brNetfilterContract(viewOf(cell))
	switch (contract.kind) {
		case 'refuses':
			return { starts: false, message: contract.message }
		case 'ignores':
			return { starts: true, warning: contract.warning }
		case 'not-needed':
		case 'available':
			return { starts: true }
	}
}

function expectCheck(
	entry: CheckDefinition,
	cell: ExpectationCell,
	down: string | undefined,
	rules: readonly Rule[] | undefined,
): CheckExpectation {
	const { id: check, contract } = entry
	const applies = entry.applies.holds(viewOf(cell))
	if (applies !== true) return { check, expect: 'skipped', reason: applies }
	if (down !== undefined && entry.withoutDaemon !== true) return { check, expect: 'skipped', reason: down }
	const answers = rulesFor(check, rules).map((rule) => ({ rule, answer: ruleAnswer(rule, cell) }))
	const known = answers.find(({ answer }) => answer === true)
	if (known) return { check, expect: 'known', rule: known.rule, forms: formsOf(known.rule, check) }
	const open = answers.find(({ answer }) => answer === 'unknown')
	if (open === undefined)
		return { check, expect: isUnproven(entry, cell, rules) ? 'not-known' : 'pass', contract }
	return { check, expect: 'depends', rule: open.rule, forms: formsOf(open.rule, check), contract }
}

/** Where a rule of other versions speaks of the same drivers and settings, it says what becomes of the check in these. */
const isUnproven = (
	{ id, unproven }: CheckDefinition,
	cell: ExpectationCell,
	rules?: readonly Rule[],
): boolean =>
	unproven === true &&
	!rulesFor(id, rules).some(({ when: { versions: _, ...others } }) => conditionsAnswer(others, cell) === true)

const formsOf = ({ checks }: Rule, check: string): ExpectedForms =>
	Object.fromEntries(
		Object.entries(checks[check] ?? {}).map(([way, forms]) => [way, describeWayForms(forms)]),
	)

/** Why nothing that needs the daemon is asked; undefined where it starts. */
function downBecause(cell: ExpectationCell, { starts }: DaemonExpectation): string | undefined {
	if (starts !== false) return undefined
	return brNetfilterContract(viewOf(cell)).kind === 'refuses' ? refusedReason : downReason
}

/** Beyond the edge nothing that was known of older versions is promised, neither for the good nor for the bad. */
function notKnown(one: CheckExpectation, contractOf: ReadonlyMap<string, string>): CheckExpectation {
	if (one.expect === 'skipped') return one
	const { check } = one
	const contract = contractOf.get(check) ?? ''
	return 'rule' in one
		? { check, expect: 'not-known', contract, rule: one.rule, forms: one.forms ?? {} }
		: { check, expect: 'not-known', contract }
}

/**
 * What is expected of every check of the catalogue in a cell: the catalogue's own conditions, then the known issues, and
 * nothing beyond the edge of knowledge, nor with a driver that nobody tried. Pure.
 */
export function expectAll(cell: ExpectationCell, rules?: readonly Rule[]): Expectation {
	const daemon = daemonExpectation(cell, rules)
	const down = downBecause(cell, daemon)
	const checks = catalogue.map((entry) => expectCheck(entry, cell, down, rules))
	const beyond = beyondKnowledge(cell)
	const untried = untriedDriver(cell)
	const about = {
		cell,
		beyond,
		...(untried === undefined ? {} : { untried }),
		onlyRead: onlyReadOf(cell),
		caveats: caveatsOf(cell),
	}
	if (beyond.length === 0 && untried === undefined) return { ...about, daemon, ...byDemand(checks) }
	const contracts = new Map(catalogue.map(({ id, contract }) => [id, contract]))
	return {
		...about,
		daemon: { starts: 'not-known' },
		// What a contract of older versions keeps from being asked may be asked here.
		...byDemand(
			catalogue.map((entry, at) =>
				notKnown(down === undefined ? checks[at]! : expectCheck(entry, cell, undefined, rules), contracts),
			),
		),
	}
}

function byDemand(all: readonly CheckExpectation[]): Pick<Expectation, 'checks' | 'onDemand'> {
	const asked = new Set(askedByDefault)
	return {
		checks: all.filter(({ check }) => asked.has(check)),
		onDemand: all.filter(({ check }) => !asked.has(check)),
	}
}
