import type { Axes, DaemonSettings, Stack } from '../schema/index.ts'
import { inRange } from '../versions/index.ts'
import { knownIssues } from './known-issues.ts'
import type { EffectiveSettings, Rule, RuleConditions } from './rule.ts'
import { stackParts, stackVersion, type StackPart } from './stack-version.ts'

/** What an expectation may look at: the configuration, and the versions that really ran. */
export interface ExpectationCell {
	readonly axes: Axes
	readonly daemonSettings: DaemonSettings
	readonly stack: Stack
}

/** dockerd's and dockerd-rootless.sh's defaults. */
const defaults: EffectiveSettings = {
	icc: true,
	userlandProxy: true,
	ignoreBrNetfilterError: '',
	ipv6: false,
	disableHostLoopback: true,
}

type Lists = Readonly<Record<string, readonly unknown[] | undefined>>

const listsHold = (lists: Lists, values: Readonly<Record<string, unknown>>): boolean =>
	Object.entries(lists).every(([key, allowed]) => allowed === undefined || allowed.includes(values[key]))

/** A version nobody knows is in no range: a rule must never excuse what it cannot identify. */
function versionsHold(versions: NonNullable<RuleConditions['versions']>, cell: ExpectationCell): boolean {
	return (Object.keys(versions) as StackPart[]).every((part) => {
		const version = stackVersion(part, cell)
		return version !== undefined && inRange(stackParts[part], version, versions[part] ?? {}) === true
	})
}

export function ruleHolds(rule: Rule, cell: ExpectationCell): boolean {
	const { axes = {}, daemon = {}, versions = {} } = rule.when
	return (
		listsHold(axes, cell.axes) &&
		listsHold(daemon, { ...defaults, ...cell.daemonSettings }) &&
		versionsHold(versions, cell)
	)
}

/** The known issue that says a check fails in this cell, if there is one. */
export function expectationFor(
	cell: ExpectationCell,
	checkId: string,
	rules: readonly Rule[] = knownIssues,
): Rule | undefined {
	return rules.find((rule) => rule.checks.includes(checkId) && ruleHolds(rule, cell))
}
