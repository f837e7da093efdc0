import {
	ignoresSince,
	networkDriver,
	refusesToStart,
	stackParts,
	type StackPart,
	stackVersion,
} from '../model/index.ts'
import { dockerRelease } from '../releases/index.ts'
import { restrictedGuest, type Stack } from '../schema/index.ts'
import { compareVersions, inRange, justBefore, rangesOf, type VersionRange } from '../versions/index.ts'
import { defaultSettings, type ExpectationCell } from './match.ts'
import { isSecurityGap } from '../verdicts/index.ts'
import type { Rule } from './rule.ts'

/** One thing that could be done about a cell, as data: the reports' catalogue has the words. */
export type Remedy =
	/** `ignoring`: and set DOCKER_IGNORE_BR_NETFILTER_ERROR=1. */
	| {
			readonly kind: 'upgrade'
			readonly part: StackPart
			readonly version: string
			readonly ignoring?: true
			/** Newer versions that are not meant: something fails in them that holds with this one, or that nobody can do without. */
			readonly except?: readonly VersionRange[]
			/** What fails as known from a newer version on, and never ends: no reason to stay with an old one. */
			readonly begins?: readonly { readonly from: string; readonly checks: readonly string[] }[]
	  }
	/** To a version from before this one. */
	| { readonly kind: 'downgrade'; readonly part: StackPart; readonly version: string }
	/** Load br_netfilter, which the cell's kernel has (`unloaded`) or has not. */
	| { readonly kind: 'kernel'; readonly now: 'unloaded' | 'absent' }
	/** An AppArmor profile that allows user namespaces to rootlesskit. */
	| { readonly kind: 'profile' }
	| { readonly kind: 'setting'; readonly setting: NamedSetting; readonly to: 'default' | '1' }
	| { readonly kind: 'network'; readonly portDriver: 'builtin' | 'slirp4netns'; readonly driver: string }

/** The same cell with one thing done about it. */
export interface Alternative {
	readonly remedy: Remedy
	readonly cell: ExpectationCell
}

export type NamedSetting = Exclude<keyof typeof defaultSettings, 'rootlesskitIpv6' | 'mtu'>

/** Those that a remedy or a rule's condition may be about, in the order in which they are said. */
export const namedSettings: readonly NamedSetting[] = [
	'icc',
	'userlandProxy',
	'ignoreBrNetfilterError',
	'ipv6',
	'disableHostLoopback',
]

function inStack(part: StackPart, version: string, { axes, stack }: ExpectationCell): Partial<Stack> {
	if (part === 'kernel') return { kernelRelease: version }
	if (part === 'dockerd') return { dockerd: version, ...broughtBy(version, axes) }
	if (part !== 'network') return { [part]: version }
	return { network: { program: stack.network?.program ?? networkDriver(axes.network), version } }
}

/** A release brings its RootlessKit along. Of Debian's that is a package of its own, but few releases are Debian's. */
function broughtBy(dockerd: string, axes: ExpectationCell['axes']): Partial<Stack> {
	const { rootlesskit } = axes.rootlesskit === 'bundled' ? dockerRelease(dockerd) : {}
	return rootlesskit === undefined ? {} : { rootlesskit }
}

/** The same cell with another version of a part, and of what comes with that. */
export const withVersion = (cell: ExpectationCell, part: StackPart, version: string): ExpectationCell => ({
	...cell,
	stack: { ...cell.stack, ...inStack(part, version, cell) },
})

/** The same cell with a version of each part for which this rule holds; another Docker is another question. */
export function movedInto(cell: ExpectationCell, { when }: Rule): ExpectationCell {
	let moved = cell
	for (const part of Object.keys(when.versions ?? {}) as StackPart[]) {
		const ranges = when.versions?.[part] ?? {}
		const now = stackVersion(part, cell)
		const [{ from, before } = {}] = rangesOf(ranges)
		const version = from ?? (before === undefined ? undefined : justBefore(stackParts[part], before))
		if (part === 'dockerd' || version === undefined) continue
		if (now === undefined || inRange(stackParts[part], now, ranges) !== true)
			moved = withVersion(moved, part, version)
	}
	return moved
}

/** Versions at which a rule about this cell begins or ends. */
function* versionChanges(rule: Rule, cell: ExpectationCell): Generator<Alternative> {
	for (const part of Object.keys(rule.when.versions ?? {}) as StackPart[]) {
		const now = stackVersion(part, cell)
		const ranges = rangesOf(rule.when.versions?.[part] ?? {})
		// Of several, the one that this version lies in; where it is not known, any of them may be.
		const around = ranges.filter(
			(range) => now === undefined || inRange(stackParts[part], now, range) === true,
		)
		for (const range of around) yield* endsOf(range, part, cell)
	}
}

function* endsOf(
	{ from, before }: VersionRange,
	part: StackPart,
	cell: ExpectationCell,
): Generator<Alternative> {
	const now = stackVersion(part, cell)
	const isOlder = (end: string) => now === undefined || (compareVersions(stackParts[part], now, end) ?? 0) < 0
	if (before !== undefined && isOlder(before))
		yield { remedy: { kind: 'upgrade', part, version: before }, cell: withVersion(cell, part, before) }
	if (from !== undefined && now !== undefined && !isOlder(from))
		yield {
			remedy: { kind: 'downgrade', part, version: from },
			cell: withVersion(cell, part, justBefore(stackParts[part], from)),
		}
}

function* settingChanges(cell: ExpectationCell): Generator<Alternative> {
	const { daemonSettings } = cell
	for (const setting of namedSettings) {
		const value = daemonSettings[setting]
		if (value === undefined || value === defaultSettings[setting] || setting === 'ignoreBrNetfilterError')
			continue
		const { [setting]: _, ...rest } = daemonSettings
		yield { remedy: { kind: 'setting', setting, to: 'default' }, cell: { ...cell, daemonSettings: rest } }
	}
	if (daemonSettings.ignoreBrNetfilterError === '1') return
	yield {
		remedy: { kind: 'setting', setting: 'ignoreBrNetfilterError', to: '1' },
		cell: ignoring(cell),
	}
}

function* kernelChanges(cell: ExpectationCell): Generator<Alternative> {
	const { brNetfilter } = cell.axes
	if (brNetfilter === 'loaded') return
	yield {
		remedy: { kind: 'kernel', now: brNetfilter },
		cell: { ...cell, axes: { ...cell.axes, brNetfilter: 'loaded' } },
	}
}

function* profileChanges(cell: ExpectationCell): Generator<Alternative> {
	const { guest, ...axes } = cell.axes
	if (guest === restrictedGuest) yield { remedy: { kind: 'profile' }, cell: { ...cell, axes } }
}

/** slirp4netns with either port driver; to pasta only a version would lead, and which one is a question of its own. */
function* networkChanges(cell: ExpectationCell): Generator<Alternative> {
	const driver = networkDriver(cell.axes.network)
	for (const portDriver of ['builtin', 'slirp4netns'] as const) {
		const isSlirp = driver === 'slirp4netns'
		if (isSlirp && cell.axes.portDriver === portDriver) continue
		const { passt: _, ...stack } = cell.stack
		yield {
			remedy: { kind: 'network', portDriver, driver },
			cell: {
				...cell,
				stack,
				axes: { ...cell.axes, network: isSlirp ? cell.axes.network : 'slirp4netns', portDriver },
			},
		}
	}
}

function* dockerChanges(cell: ExpectationCell): Generator<Alternative> {
	const now = stackVersion('dockerd', cell)
	if (now === undefined || (compareVersions('program', now, ignoresSince) ?? 0) >= 0) return
	yield {
		remedy: { kind: 'upgrade', part: 'dockerd', version: ignoresSince, ignoring: true },
		cell: ignoring(withVersion(cell, 'dockerd', ignoresSince)),
	}
}

const ignoring = (cell: ExpectationCell): ExpectationCell => ({
	...cell,
	daemonSettings: { ...cell.daemonSettings, ignoreBrNetfilterError: '1' },
})

/**
 * What leads to a daemon that refuses to start is no remedy: an upgrade that brings the refusal brings the variable along,
 * to the first version that knows it.
 */
function startable(before: ExpectationCell, alternative: Alternative): Alternative[] {
	const { remedy, cell: after } = alternative
	if (refusesToStart(before) || !refusesToStart(after)) return [alternative]
	if (remedy.kind !== 'upgrade' || remedy.part !== 'dockerd') return []
	const isOld = (compareVersions('program', remedy.version, ignoresSince) ?? 0) < 0
	const version = isOld ? ignoresSince : remedy.version
	const cell = ignoring(withVersion(after, 'dockerd', version))
	return [{ remedy: { ...remedy, version, ignoring: true }, cell }]
}

/**
 * Everything that could be done about a cell in which these rules speak; what comes of each is for the expectations to
 * say.
 * @param refuses whether the daemon does not start there.
 */
export const alternativesOf = (
	cell: ExpectationCell,
	rules: Iterable<Rule>,
	refuses: boolean,
): Alternative[] =>
	[
		...[...rules].flatMap((rule) => [...versionChanges(rule, cell)]),
		...(refuses ? dockerChanges(cell) : []),
		...kernelChanges(cell),
		...profileChanges(cell),
		...settingChanges(cell),
		...networkChanges(cell),
	].flatMap((alternative) => startable(cell, alternative))

/** What is known of an alternative once its outcome is predicted. */
interface Outcome {
	readonly remedy: Remedy
	/** Checks that would hold, and do not now. */
	readonly gained: readonly string[]
	/** What would fail that holds now, and by which rule. */
	readonly lost: readonly { readonly rule: Rule; readonly widens?: boolean }[]
}

/** Whether something opens that was closed before. */
export const opensGap = ({ lost }: Pick<Outcome, 'lost'>): boolean =>
	lost.some(({ rule, widens }) => isSecurityGap(rule) && !widens)

/** Whether an upgrade gains nothing over another one to an older version, which loses nothing. */
const isNeedless = ({ remedy, gained }: Outcome, outcomes: readonly Outcome[]): boolean =>
	remedy.kind === 'upgrade' &&
	outcomes.some(
		({ remedy: other, gained: all, lost }) =>
			other.kind === 'upgrade' &&
			other.part === remedy.part &&
			other.ignoring === remedy.ignoring &&
			lost.length === 0 &&
			(compareVersions(stackParts[remedy.part], other.version, remedy.version) ?? 0) < 0 &&
			gained.every((check) => all.includes(check)),
	)

/** Without needless upgrades, and in the order in which they are told: what opens a security gap comes last. */
export const worthwhile = <T extends Outcome>(outcomes: readonly T[]): T[] =>
	outcomes
		.filter((outcome) => !isNeedless(outcome, outcomes))
		.sort((a, b) => Number(opensGap(a)) - Number(opensGap(b)))
