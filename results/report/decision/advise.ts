import {
	type Alternative,
	alternativesOf,
	expectationFor,
	knownIssues,
	type Remedy,
	type Rule,
	defaultSettings,
	rulesFor,
} from '../../expectations/index.ts'
import { stackParts, stackVersion } from '../../model/index.ts'
import type { CellRecord, Results } from '../../schema/index.ts'
import { isSecurityGap } from '../../verdicts/index.ts'
import { inRange } from '../../versions/index.ts'
import { isCore, type Shows } from './decide.ts'

/** What a remedy would change in a cell, by the rules, of the checks that it recorded. */
export interface Effect {
	readonly remedy: Remedy
	/** Checks that failed as known, and that nothing says would fail then. */
	readonly gained: readonly string[]
	/** Checks that held, and that a known issue says would fail then. */
	readonly lost: readonly { readonly check: string; readonly rule: Rule }[]
}

/** One known issue, and what to do about it. */
export interface Advice extends Shows {
	readonly rule?: Rule | undefined
	/** The setting that does not do what it promises: nobody should rely on it. */
	readonly avoid?: 'icc' | 'disableHostLoopback' | undefined
	/** Missing where nothing is known to help. */
	readonly effect?: Effect | undefined
	/** Other cells of the run in which the remedy is there, and in which these checks held. */
	readonly held: readonly number[]
}

const knownRule = (id: string): Rule | undefined => knownIssues.find((rule) => rule.id === id)

/** A restriction that is given up is no remedy: the check is not asked then. */
const givesUp = ({ remedy }: Alternative, rules: readonly Rule[]): boolean =>
	remedy.kind === 'setting' &&
	remedy.to === 'default' &&
	rules.some((rule) => isSecurityGap(rule) && rule.when.daemon?.[remedy.setting] !== undefined)

/**
 * Everything that would help some check of a cell that failed as known, by the rules alone. Pure.
 * @param only the rule whose own versions count; default: those of every rule that spoke.
 */
export function effectsOf(cell: CellRecord, only?: Rule): Effect[] {
	const failed = cell.checks.filter(({ verdict }) => verdict === 'known')
	const rules = failed.flatMap(({ knownIssue }) => knownRule(knownIssue?.id ?? '') ?? [])
	if (rules.length === 0) return []
	const seen = new Set<string>()
	return alternativesOf(cell, only ? [only] : new Set(rules), false).flatMap((alternative) => {
		const key = JSON.stringify(alternative.remedy)
		if (seen.has(key)) return []
		seen.add(key)
		const then = (check: string) =>
			rulesFor(check).length === 0 ? undefined : expectationFor(alternative.cell, check)
		const gained = failed.flatMap(({ id, knownIssue }) => {
			const rule = knownRule(knownIssue?.id ?? '')
			return rule && !givesUp(alternative, [rule]) && then(id) === undefined ? [id] : []
		})
		if (gained.length === 0) return []
		const lost = cell.checks.flatMap(({ id, verdict }) => {
			const rule = verdict === 'pass' ? then(id) : undefined
			return rule === undefined ? [] : [{ check: id, rule }]
		})
		return [{ remedy: alternative.remedy, gained, lost }]
	})
}

/** What somebody would rather do first. */
const effort: Readonly<Record<Remedy['kind'], number>> = {
	upgrade: 0,
	kernel: 1,
	setting: 4,
	network: 5,
	downgrade: 9,
}

const costOf = ({ remedy, lost }: Effect): number =>
	effort[remedy.kind] +
	(remedy.kind === 'upgrade' && remedy.part === 'dockerd' ? 3 : 0) +
	lost.reduce((sum, { check, rule }) => sum + (isSecurityGap(rule) ? 1000 : isCore(check) ? 100 : 1), 0)

/** A remedy that opens a security gap is none. */
const opensGap = ({ lost }: Effect): boolean => lost.some(({ rule }) => isSecurityGap(rule))

/** Whether a remedy is in place in a cell. */
function inPlace(remedy: Remedy, cell: CellRecord): boolean {
	switch (remedy.kind) {
		case 'upgrade':
		case 'downgrade': {
			const version = stackVersion(remedy.part, cell)
			const range = remedy.kind === 'upgrade' ? { from: remedy.version } : { before: remedy.version }
			return version !== undefined && inRange(stackParts[remedy.part], version, range) === true
		}
		case 'kernel':
			return cell.axes.brNetfilter === 'loaded'
		case 'setting': {
			const value = cell.daemonSettings[remedy.setting] ?? defaultSettings[remedy.setting]
			return value === (remedy.to === '1' ? '1' : defaultSettings[remedy.setting])
		}
		case 'network':
			return cell.axes.portDriver === remedy.portDriver
	}
}

/** Cells like this one in all that the rule names and the remedy leaves as it is, with the remedy, where the checks held. */
function heldIn(results: Results, docker: string, effect: Effect, shows: Shows): number[] {
	return results.cells.flatMap((cell, index) => {
		if (
			cell.axes.docker !== docker &&
			!(effect.remedy.kind === 'upgrade' && effect.remedy.part === 'dockerd')
		)
			return []
		if (shows.cells.includes(index) || !inPlace(effect.remedy, cell)) return []
		const held = shows.checks.every((id) =>
			cell.checks.some((check) => check.id === id && check.verdict === 'pass'),
		)
		return held ? [index] : []
	})
}

/** What to do about what showed: security gaps first, then what nobody can do without. Pure. */
export function advise(results: Results, docker: string, shows: readonly Shows[]): Advice[] {
	return shows
		.map((one): Advice => {
			const rule = knownRule(one.issue.id)
			const cell = results.cells[one.cells[0] ?? -1]
			if (rule === undefined || cell === undefined) return { ...one, rule, held: [] }
			const failing = one.checks.filter((id) =>
				cell.checks.some((check) => check.id === id && check.verdict === 'known'),
			)
			// An older version is what would change it, and no advice: what it lacks besides is not for the rules to say.
			const [effect] = effectsOf(cell, rule)
				.filter(({ remedy }) => remedy.kind !== 'downgrade')
				.filter((effect) => !opensGap(effect) && failing.every((id) => effect.gained.includes(id)))
				.sort((a, b) => costOf(a) - costOf(b))
			const avoid = isSecurityGap(rule)
				? (['icc', 'disableHostLoopback'] as const).find((name) => rule.when.daemon?.[name] !== undefined)
				: undefined
			return { ...one, rule, avoid, effect, held: effect ? heldIn(results, docker, effect, one) : [] }
		})
		.sort((a, b) => rank(a) - rank(b))
}

const rank = ({ issue, checks }: Shows): number => (isSecurityGap(issue) ? 0 : checks.some(isCore) ? 1 : 2)
