import type { Axes, DaemonSettings, Stack } from '../schema/index.ts'
import { inRange } from '../versions/index.ts'
import { knownIssues } from './known-issues.ts'
import type { EffectiveSettings, Rule, RuleConditions } from './rule.ts'
import {
	detachesNetns,
	hostNetworkCheck,
	leftOutOf,
	networkDriver,
	rootlesskitTold,
	stackParts,
	stackVersion,
	type StackPart,
} from '../model/index.ts'

/** What an expectation may look at: the configuration, and the versions that really ran. */
export interface ExpectationCell {
	readonly axes: Axes
	readonly daemonSettings: DaemonSettings
	readonly stack: Stack
}

/** dockerd's and dockerd-rootless.sh's defaults. */
export const defaultSettings: EffectiveSettings = {
	icc: true,
	userlandProxy: true,
	ignoreBrNetfilterError: '',
	ipv6: false,
	disableHostLoopback: true,
	rootlesskitIpv6: false,
	mtu: 'default',
}

/** What a profile says, with defaults where it says nothing. */
function effectiveSettings({ rootlesskitFlags = [], mtu, ...settings }: DaemonSettings): EffectiveSettings {
	const { icc, userlandProxy, ignoreBrNetfilterError, ipv6, disableHostLoopback } = defaultSettings
	return {
		icc: settings.icc ?? icc,
		userlandProxy: settings.userlandProxy ?? userlandProxy,
		ignoreBrNetfilterError: settings.ignoreBrNetfilterError ?? ignoreBrNetfilterError,
		ipv6: settings.ipv6 ?? ipv6,
		disableHostLoopback: settings.disableHostLoopback ?? disableHostLoopback,
		rootlesskitIpv6: rootlesskitTold('ipv6', rootlesskitFlags),
		mtu: mtu ?? 'default',
	}
}

/** Holds, does not, or cannot be told before a version is known. */
export type Answer = boolean | 'unknown'

type Lists = Readonly<Record<string, readonly unknown[] | undefined>>

function listsHold(lists: Lists, values: Readonly<Record<string, unknown>>): boolean {
	for (const key in lists) if (lists[key]?.includes(values[key]) === false) return false
	return true
}

function versionsHold(versions: NonNullable<RuleConditions['versions']>, cell: ExpectationCell): Answer {
	let answer: Answer = true
	for (const part of Object.keys(versions) as StackPart[]) {
		const version = stackVersion(part, cell)
		const within =
			version === undefined ? undefined : inRange(stackParts[part], version, versions[part] ?? {})
		if (within === false) return false
		if (within === undefined) answer = 'unknown'
	}
	return answer
}

/** Whether a rule's conditions hold in a cell. */
export const ruleAnswer = ({ when }: Rule, cell: ExpectationCell): Answer => conditionsAnswer(when, cell)

/** Whether the host has no such module: its kernel brings none, or the cell takes it away. */
const isAbsent = (name: string, { modules = '', kernel }: Axes): boolean =>
	modules.replaceAll('-', '_').split(',').includes(`${name}=absent`) || leftOutOf(kernel).includes(name)

/** What is certain goes first: no version saves a list that does not hold. */
export function conditionsAnswer(
	{ axes = {}, daemon = {}, versions = {} }: RuleConditions,
	cell: ExpectationCell,
): Answer {
	const { network, cmdlineWord, moduleAbsent, ...others } = axes
	const words = (cell.axes.cmdline ?? '').split(' ')
	return (
		listsHold(others, cell.axes) &&
		network?.some((driver) => driver === networkDriver(cell.axes.network)) !== false &&
		cmdlineWord?.some((word) => words.includes(word)) !== false &&
		moduleAbsent?.some((name) => isAbsent(name, cell.axes)) !== false &&
		listsHold(daemon, { ...effectiveSettings(cell.daemonSettings) }) &&
		versionsHold(versions, cell)
	)
}

/** A version nobody knows is in no range: a rule must never excuse what it cannot identify. */
export const ruleHolds = (rule: Rule, cell: ExpectationCell): boolean => ruleAnswer(rule, cell) === true

const byCheck = new WeakMap<readonly Rule[], ReadonlyMap<string, readonly Rule[]>>()

/** The rules that speak about a check, in their order. */
export function rulesFor(checkId: string, rules: readonly Rule[] = knownIssues): readonly Rule[] {
	let index = byCheck.get(rules)
	if (index === undefined) {
		const lists = new Map<string, Rule[]>()
		for (const rule of rules)
			for (const check of Object.keys(rule.checks)) lists.set(check, [...(lists.get(check) ?? []), rule])
		byCheck.set(rules, (index = lists))
	}
	return index.get(checkId) ?? []
}

/** The known issue that says a check fails in this cell, if there is one. */
export function expectationFor(
	cell: ExpectationCell,
	checkId: string,
	rules: readonly Rule[] = knownIssues,
): Rule | undefined {
	// Of what nobody asks there, for it is open by design, no rule speaks: the namespace is a release's and a setting's at once.
	const isByDesign = detachesNetns(cell.daemonSettings, stackVersion('dockerd', cell))
	if (checkId === hostNetworkCheck && isByDesign) return undefined
	return rulesFor(checkId, rules).find((rule) => ruleHolds(rule, cell))
}
