import {
	axisNames,
	axisText,
	type CellRecord,
	type CheckRecord,
	type Results,
	type Stack,
} from '../schema/index.ts'
import { groupBy, formWords, type Language, languages, messageWords } from '../report/index.ts'
import { stackVersion, type StackPart } from '../model/index.ts'
import { isWhole, type Shortfall, shortfallOf, showsSecurityGap } from '../verdicts/index.ts'
import { type Direction, directionOf, otherForm, verdictWord } from './direction.ts'
import { type Gap, gapOf, type CountedGap, gapsInBoth, gapsOf } from './gaps.ts'
import { matchCells, type Pair } from './match-cells.ts'

/** One thing that differs between the two cells of a pair: an axis, or a part of the stack. */
export interface Difference {
	readonly what: string
	readonly before: string
	readonly after: string
}

/** The same change of the same check, in all pairs of cells that have it. */
export interface Change {
	readonly check: string
	readonly direction: Direction
	readonly before: string
	readonly after: string
	/** Set where only the later run has the cells. */
	readonly isNew?: true
	/** Set where the later cells never came to the check: all such checks of theirs are told as one. */
	readonly silent?: true
	/** Set where the later cells never told their stack. */
	readonly noStack?: true
	/** Set where a security gap opened, closed, or shows where nothing was known before. */
	readonly gap?: Gap | undefined
	/** What differs in every one of the pairs: what may have caused it. */
	readonly differences: readonly Difference[]
	readonly pairs: readonly {
		readonly before: string
		readonly after: string
		readonly message?: string | undefined
	}[]
}

export interface ResultsDiff {
	readonly before: string
	readonly after: string
	/** The later run's: a preset, or the name of a matrix file. */
	readonly matrix: string
	readonly changes: readonly Change[]
	readonly appeared: readonly string[]
	readonly vanished: readonly string[]
	/** Pairs of cells that were compared. */
	readonly compared: number
	/** Checks that both have and that say the same. */
	readonly unchanged: number
	/** What differs between the stacks, over all pairs. */
	readonly stacks: readonly Difference[]
	/** What each of the two does not tell. */
	readonly incomplete: { readonly before: Shortfall; readonly after: Shortfall }
	/** The security gaps that both runs show, each with its checks and how many pairs show it. */
	readonly gapsInBoth: readonly CountedGap[]
	/** Those of the cells that the later run has not. */
	readonly gapsVanished: readonly CountedGap[]
}

/** Two runs compared, with what is said of them in a language. */
export type Comparison = (language: Language) => ResultsDiff

const parts = [
	'passt',
	'slirp4netns',
	'rootlesskit',
	'dockerd',
	'kernelRelease',
	'containerd',
	'runc',
	'docker',
] as const satisfies readonly (keyof Stack)[]

const versionOf = (part: (typeof parts)[number], cell: CellRecord): string => {
	const known = part === 'kernelRelease' || part === 'containerd' || part === 'runc' || part === 'docker'
	return (known ? cell.stack[part] : stackVersion(part satisfies StackPart, cell)) ?? ''
}

/** Versions first: they say more than the axis that asked for them. */
function differencesOf({ before, after }: Compared): Difference[] {
	if (before === undefined) return []
	const inStack = parts.map((part) => ({
		what: part === 'kernelRelease' ? 'kernel' : part,
		before: versionOf(part, before),
		after: versionOf(part, after),
	}))
	const inAxes = axisNames.map((axis) => ({
		what: axis,
		before: axisText(before.axes, axis),
		after: axisText(after.axes, axis),
	}))
	// A cell that could not be tried has no stack, but what was asked for: that is no difference between stacks.
	const both = [before, after].every(({ checks }) => checks.length > 0)
	const told = inStack.filter(
		(one) => both && one.before !== one.after && one.before !== '' && one.after !== '',
	)
	const covered = new Set<string>(told.map(({ what }) => axisOf[what] ?? what))
	return [...told, ...inAxes.filter((one) => one.before !== one.after && !covered.has(one.what))]
}

const axisOf: Readonly<Record<string, string>> = {
	passt: 'network',
	slirp4netns: 'network',
	dockerd: 'docker',
}

const keyOf = ({ what, before, after }: Difference): string => JSON.stringify([what, before, after])

/** Cells that are compared; a cell that is new has none before it. */
type Compared = Pick<Pair, 'after'> & Partial<Pick<Pair, 'before'>>

interface Step {
	readonly check: string
	readonly direction: Direction
	readonly from: string
	readonly to: string
	readonly gap: Gap | undefined
	readonly pair: Compared
	/** The later cell never came to this check. */
	readonly isSilent: boolean
	readonly message: string | undefined
}

/** Why a check says what it says; of one that was never asked, why its cell has nothing. */
function messageOf(cell: CellRecord, check: CheckRecord | undefined, language: Language): string | undefined {
	if (check !== undefined)
		return check.message === undefined ? undefined : messageWords(check, languages[language])
	return cell.reason
}

function stepsOf(pair: Compared, language: Language): { steps: Step[]; unchanged: number } {
	const [one, other] = [pair.before, pair.after].map(
		(cell) => new Map(cell?.checks.map((check) => [check.id, check])),
	)
	const ids = new Set([...(one?.keys() ?? []), ...(other?.keys() ?? [])])
	let unchanged = 0
	const steps = [...ids].flatMap((check): Step[] => {
		const [before, after] = [one?.get(check), other?.get(check)]
		const [was, is] = [
			{ cell: pair.before, check: before },
			{ cell: pair.after, check: after },
		]
		const [from, to] = [verdictWord(was), verdictWord(is)]
		const forms = otherForm(before, after)
		if (from === to && !forms) {
			unchanged++
			return []
		}
		// Groups are told apart by what was found: each cell's own form, not the first one's.
		const [first, second] = [before, after].map((one) => one && formWords(one, languages[language]))
		const told = (verdict: string, form: string | undefined) => (form ? `${verdict} (${form})` : verdict)
		const direction = directionOf(was, is)
		return [
			{
				check,
				direction,
				gap: gapOf(direction, before, after),
				from: told(from, first),
				to: told(to, second),
				pair,
				isSilent: after === undefined && before !== undefined,
				message: messageOf(pair.after, after, language),
			},
		]
	})
	return { steps, unchanged }
}

const order: readonly Direction[] = ['worse', 'lost', 'better', 'regained', 'other']

const isBare = ({ stack }: CellRecord): boolean => Object.keys(stack).length === 0

function changeOf(steps: readonly Step[]): Change[] {
	const [first] = steps
	if (first === undefined) return []
	const common = differencesOf(first.pair).filter((one) =>
		steps.every(({ pair }) => differencesOf(pair).some((other) => keyOf(other) === keyOf(one))),
	)
	const pairs = steps.map(({ pair, message }) => ({
		before: (pair.before ?? pair.after).slug,
		after: pair.after.slug,
		message,
	}))
	return [
		{
			check: first.check,
			direction: first.direction,
			before: first.from,
			after: first.to,
			...(first.pair.before === undefined ? { isNew: true } : {}),
			...(first.isSilent ? { silent: true as const } : {}),
			...(steps.every(({ pair }) => isBare(pair.after)) ? { noStack: true as const } : {}),
			...(first.gap === undefined ? {} : { gap: first.gap }),
			differences: common,
			pairs,
		},
	]
}

/** Of a cell that is new, what nobody should miss: all else of it is no change. */
const inNew = (after: CellRecord, language: Language): Step[] => {
	const told = after.checks.filter(
		(check) => check.verdict === 'fail' || check.verdict === 'flaky' || showsSecurityGap(check),
	)
	return stepsOf({ after: { ...after, checks: told } }, language).steps
}

interface Damage {
	readonly before?: readonly string[] | undefined
	readonly after?: readonly string[] | undefined
}

/**
 * What changed between two runs, worst first. Pure.
 * @param language what the forms of failures are said in. Default: English.
 * @param damage what of the two records was left out, in words.
 */
export function diffResults(
	before: Results,
	after: Results,
	language: Language = 'en',
	damage: Damage = {},
): ResultsDiff {
	const { pairs, appeared, vanished } = matchCells(before, after)
	const compared = pairs.map((pair) => stepsOf(pair, language))
	const steps = [
		...compared.flatMap((one) => one.steps),
		...appeared.flatMap((cell) => inNew(cell, language)),
	]
	const changes = groupBy(steps, ({ check, direction, from, to, gap, pair, isSilent }) =>
		JSON.stringify([
			check,
			direction,
			from,
			to,
			gap?.issue.id,
			pair.before === undefined,
			isSilent,
			differencesOf(pair).map(({ what }) => what),
		]),
	)
		.flatMap(changeOf)
		.sort(
			(a, b) => order.indexOf(a.direction) - order.indexOf(b.direction) || b.pairs.length - a.pairs.length,
		)
	const stacks = new Map(pairs.flatMap(differencesOf).map((one) => [keyOf(one), one]))
	return {
		before: before.run.id,
		// Two machines may have run within one second.
		after: after.run.id === before.run.id ? `${after.run.id} (2)` : after.run.id,
		matrix: after.run.matrix,
		changes,
		appeared: appeared.map(({ slug }) => slug),
		vanished: vanished.map(({ slug }) => slug),
		compared: pairs.length,
		unchanged: compared.reduce((sum, one) => sum + one.unchanged, 0),
		stacks: [...stacks.values()],
		incomplete: {
			before: shortfallOf(before, { damage: damage.before }),
			after: shortfallOf(after, { damage: damage.after, isNew: appeared }),
		},
		gapsInBoth: gapsInBoth(pairs),
		gapsVanished: gapsOf(vanished),
	}
}

/** Whether two runs without an answer were compared: that nothing changed says nothing then. */
const saysNothing = ({ changes, incomplete }: ResultsDiff): boolean =>
	changes.length === 0 && incomplete.after.silent

/**
 * 1 when the product got worse: something failed anew, also where the run before says nothing of it, or a security gap shows
 * where there was nothing to find. 3 when something that was known no longer is, the later run is not whole, or nothing
 * could be compared; else 0.
 */
export function diffExitCode(diff: ResultsDiff): 0 | 1 | 3 {
	const { changes, vanished, compared, incomplete } = diff
	if (changes.some(({ direction }) => direction === 'worse')) return 1
	const isLost = vanished.length > 0 || changes.some(({ direction }) => direction === 'lost')
	return compared === 0 || isLost || !isWhole(incomplete.after) || saysNothing(diff) ? 3 : 0
}
