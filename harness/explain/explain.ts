import { describeWayForms, type ExpectationCell, type Rule, ruleAnswer, rulesFor } from '#results'
import { brNetfilterContract, catalogue, type CheckDefinition } from '#suites'

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
	| { readonly expect: 'skipped'; readonly reason: string }
)

type DaemonExpectation =
	{ readonly starts: true; readonly warning?: string } | { readonly starts: false; readonly message: string }

/** What a run of this cell should find. */
export interface Expectation {
	readonly cell: ExpectationCell
	readonly daemon: DaemonExpectation
	readonly checks: readonly CheckExpectation[]
}

const refusedReason = 'the daemon refuses to start: see daemon.br-netfilter-error'

function daemonExpectation(cell: ExpectationCell): DaemonExpectation {
	const contract = brNetfilterContract(cell)
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
	starts: boolean,
	rules: readonly Rule[] | undefined,
): CheckExpectation {
	const { id: check, contract } = entry
	const applies = entry.applies.holds(cell)
	if (applies !== true) return { check, expect: 'skipped', reason: applies }
	if (!starts && entry.withoutDaemon !== true) return { check, expect: 'skipped', reason: refusedReason }
	const answers = rulesFor(check, rules).map((rule) => ({ rule, answer: ruleAnswer(rule, cell) }))
	const known = answers.find(({ answer }) => answer === true)
	if (known) return { check, expect: 'known', rule: known.rule, forms: formsOf(known.rule, check) }
	const open = answers.find(({ answer }) => answer === 'unknown')
	if (open === undefined) return { check, expect: 'pass', contract }
	return { check, expect: 'depends', rule: open.rule, forms: formsOf(open.rule, check), contract }
}

const formsOf = ({ checks }: Rule, check: string): ExpectedForms =>
	Object.fromEntries(
		Object.entries(checks[check] ?? {}).map(([way, forms]) => [way, describeWayForms(forms)]),
	)

/** What is expected of every check of the catalogue in a cell: the catalogue's own conditions, then the known issues. Pure. */
export function expectAll(cell: ExpectationCell, rules?: readonly Rule[]): Expectation {
	const daemon = daemonExpectation(cell)
	return { cell, daemon, checks: catalogue.map((entry) => expectCheck(entry, cell, daemon.starts, rules)) }
}
