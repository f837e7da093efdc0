import {
	type Alternative,
	alternativesOf,
	type ExpectationCell,
	expectationFor,
	knownIssues,
	type Remedy,
	type Rule,
	rulesFor,
	withVersion,
} from '../../expectations/index.ts'
import { detachesNetns, type StackPart, stackParts, stackVersion } from '../../model/index.ts'
import { releasesBringing } from '../../releases/index.ts'
import type { CellRecord } from '../../schema/index.ts'
import { isSecurityGap } from '../../verdicts/index.ts'
import { compareVersions, inRange, rangesOf, type VersionRange } from '../../versions/index.ts'
import { joined } from './conditions.ts'
import { isCore } from './core.ts'

/** A check that a known issue says would fail, and the issue. */
export interface Lost {
	readonly check: string
	readonly rule: Rule
	/** A security gap that is open before, on fewer ways. */
	readonly widens?: boolean
}

/** What a remedy would change in a cell, by the rules. */
interface Effect {
	readonly remedy: Remedy
	/** Checks that failed as known, and that nothing says would fail then. */
	readonly gained: readonly string[]
	/** Checks that nothing says fail now, and that a known issue says would fail then, whether or not they were asked. */
	readonly lost: readonly Lost[]
}

export const knownRule = (id: string): Rule | undefined => knownIssues.find((rule) => rule.id === id)

const waysOf = ({ checks }: Rule, check: string): number => Object.keys(checks[check] ?? {}).length

const spokenOf = [...new Set(knownIssues.flatMap(({ checks }) => Object.keys(checks)))]

/** What fails in `after` by the rules and does not in `before`; also what fails in both, and opens a security gap only then. */
export function lostBy(before: ExpectationCell, after: ExpectationCell): Lost[] {
	// Where there is no daemon nothing is open: what would be open once it starts has to be said.
	const isDown = expectationFor(before, 'daemon.starts') !== undefined
	return spokenOf.flatMap((check) => {
		const [was, rule] = [expectationFor(before, check), expectationFor(after, check)]
		if (rule === undefined) return []
		const opens = isSecurityGap(rule) && (isDown || was === undefined || !isSecurityGap(was))
		if (was === undefined || opens) return [{ check, rule }]
		// It is open already, and on more ways then.
		const widens = isSecurityGap(rule) && waysOf(rule, check) > waysOf(was, check)
		return widens ? [{ check, rule, widens }] : []
	})
}

/** What nobody can do without and fails in a cell, by the rules, and what a security gap leaves open in it. */
export const failsThen = (cell: ExpectationCell): Lost[] =>
	spokenOf.flatMap((check) => {
		const rule = expectationFor(cell, check)
		return rule !== undefined && (isCore(check) || isSecurityGap(rule)) ? [{ check, rule }] : []
	})

/** In which versions of a part a rule speaks: a release of Docker brings its RootlessKit along. */
function spokenRanges(rule: Rule, part: StackPart, { axes }: ExpectationCell): readonly VersionRange[] {
	const own = rangesOf(rule.when.versions?.[part] ?? {})
	const kits = rule.when.versions?.rootlesskit
	if (part !== 'dockerd' || kits === undefined || axes.rootlesskit !== 'bundled') return own
	return releasesBringing((kit) => inRange('program', kit, kits) === true)
}

/**
 * `or newer` is not to lead where something fails that nobody can do without, where a security gap opens, or for a while
 * something fails that holds with the first of these versions. What begins to fail and has no end is told.
 */
export function withNewer(remedy: Remedy, after: ExpectationCell): Remedy {
	if (remedy.kind !== 'upgrade') return remedy
	const kind = stackParts[remedy.part]
	const order = (a = '', b = '') => compareVersions(kind, a, b) ?? 0
	const { barred, failing } = newerTroubles(remedy, after)
	const except = [...barred]
	const begins = new Map<string, string[]>()
	for (const [check, ranges] of failing) {
		// What is left out already does not part two ranges from each other.
		const open = joined([...ranges, ...barred]).find(({ before }) => before === undefined)
		const isOpen = ({ from }: VersionRange) => open !== undefined && order(from, open.from) >= 0
		except.push(...joined(ranges.filter((range) => !isOpen(range))))
		const [first] = ranges.filter(isOpen).sort((a, b) => order(a.from, b.from))
		if (first?.from !== undefined) begins.set(first.from, [...(begins.get(first.from) ?? []), check])
	}
	const ranges = new Map(except.map((range) => [JSON.stringify(range), range]))
	return {
		...remedy,
		...(ranges.size === 0 ? {} : { except: [...ranges.values()].sort((a, b) => order(a.from, b.from)) }),
		...(begins.size === 0 ? {} : { begins: [...begins].map(([from, checks]) => ({ from, checks })) }),
	}
}

interface NewerTroubles {
	/** Where something fails that nobody can do without, or a security gap opens. */
	readonly barred: readonly VersionRange[]
	/** Where any other check fails that holds with the first version, by check. */
	readonly failing: ReadonlyMap<string, readonly VersionRange[]>
}

function newerTroubles(
	{ part, version }: Extract<Remedy, { kind: 'upgrade' }>,
	after: ExpectationCell,
): NewerTroubles {
	const open = new Set(failsThen(after).map(({ rule }) => rule.title))
	const barred: VersionRange[] = []
	const failing = new Map<string, VersionRange[]>()
	for (const rule of knownIssues.filter(({ title }) => !open.has(title)))
		for (const range of spokenRanges(rule, part, after)) {
			const { from } = range
			if (from === undefined || (compareVersions(stackParts[part], from, version) ?? 0) <= 0) continue
			const there = withVersion(after, part, from)
			const isRules = (lost: Lost): boolean => lost.rule.id === rule.id
			if (failsThen(there).some(isRules)) barred.push(range)
			else
				for (const { check } of lostBy(after, there).filter(isRules))
					failing.set(check, [...(failing.get(check) ?? []), range])
		}
	return { barred, failing }
}

const isDetached = (cell: ExpectationCell): boolean =>
	detachesNetns(cell.daemonSettings, stackVersion('dockerd', cell))

/** A restriction that is given up is no remedy: the check is not asked then. */
const givesUp = ({ remedy }: Alternative): boolean =>
	remedy.kind === 'setting' && remedy.setting === 'icc' && remedy.to === 'default'

/** Everything that would help some check of a cell that failed as known, by the rules alone. Pure. */
export function effectsOf(cell: CellRecord): Effect[] {
	const failed = cell.checks.filter(({ verdict }) => verdict === 'known')
	const rules = failed.flatMap(({ knownIssue }) => knownRule(knownIssue?.id ?? '') ?? [])
	if (rules.length === 0) return []
	const seen = new Set<string>()
	return alternativesOf(cell, new Set(rules), false).flatMap((alternative) => {
		const key = JSON.stringify(alternative.remedy)
		if (seen.has(key) || givesUp(alternative)) return []
		seen.add(key)
		const gained = failed.flatMap(({ id, knownIssue }) =>
			knownRule(knownIssue?.id ?? '') && holdsThen(alternative.cell, id) ? [id] : [],
		)
		if (gained.length === 0) return []
		const remedy = withNewer(alternative.remedy, alternative.cell)
		return [{ remedy, gained, lost: lostBy(cell, alternative.cell) }]
	})
}

const holdsThen = (cell: ExpectationCell, check: string): boolean =>
	rulesFor(check).length > 0 && expectationFor(cell, check) === undefined

/** One way out of a known issue: what has to be done, all of it, and what comes of it. */
export interface WayOut {
	readonly remedies: readonly Remedy[]
	/** Checks of the issue that hold then. */
	readonly gained: readonly string[]
	/** Checks of the issue that fail then by another one. */
	readonly remains: readonly string[]
	readonly lost: readonly Lost[]
	/** Whether `--network host` is the network of the host itself then, and is not now. */
	readonly detaches: boolean
	/** How many issues had to end after the first one. */
	readonly further: number
}

interface Step {
	readonly remedies: readonly Remedy[]
	readonly cell: ExpectationCell
}

/** Where one issue ends another may begin on the same check: so many upgrades are followed. */
const stepsFollowed = 3

function furtherThan(step: Step, checks: readonly string[]): Step[] {
	const next = new Set(checks.flatMap((check) => expectationFor(step.cell, check) ?? []))
	if (next.size === 0) return []
	return alternativesOf(step.cell, next, false).flatMap(({ remedy, cell }) => {
		if (remedy.kind !== 'upgrade') return []
		// A newer version of the same part takes the place of the older one.
		const isOlder = (one: Remedy) => one.kind === 'upgrade' && one.part === remedy.part
		const needsVariable = step.remedies.some((one) => isOlder(one) && 'ignoring' in one)
		const last: Remedy = needsVariable ? { ...remedy, ignoring: true } : remedy
		return [{ remedies: [...step.remedies.filter((one) => !isOlder(one)), last], cell }]
	})
}

/** All ways out of a rule that speaks in a cell, by the rules alone; older versions among them. Pure. */
export function waysOutOf(cell: ExpectationCell, rule: Rule): WayOut[] {
	const checks = Object.keys(rule.checks).filter((check) => expectationFor(cell, check)?.id === rule.id)
	const start = alternativesOf(cell, [rule], false).filter((one) => !givesUp(one))
	let steps: Step[] = start.map(({ remedy, cell: after }) => ({ remedies: [remedy], cell: after }))
	const all = steps.map((step) => ({ ...step, further: 0 }))
	for (let further = 1; further < stepsFollowed; further++) {
		steps = steps
			.filter(({ remedies }) => remedies.every(({ kind }) => kind === 'upgrade'))
			.flatMap((step) => furtherThan(step, checks))
		all.push(...steps.map((step) => ({ ...step, further })))
	}
	const seen = new Set<string>()
	return all.flatMap(({ remedies, cell: after, further }) => {
		const gained = checks.filter((check) => expectationFor(after, check) === undefined)
		const done = remedies.map((remedy) => withNewer(remedy, after))
		const key = JSON.stringify(done)
		const remains = checks.filter((check) => !gained.includes(check))
		if (seen.has(key) || gained.length === 0 || remains.some(isCore)) return []
		seen.add(key)
		const detaches = isDetached(after) && !isDetached(cell)
		return [{ remedies: done, gained, remains, lost: lostBy(cell, after), detaches, further }]
	})
}
