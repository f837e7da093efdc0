import {
	axisNames,
	axisText,
	type CellRecord,
	type CheckRecord,
	type Results,
	type Stack,
} from '../schema/index.ts'
import { formWords, type Language, languages, messageWords } from '../report/index.ts'
import { stackVersion, type StackPart } from '../model/index.ts'
import { brokeItself, isSecurityGap, qualityOf, showsSecurityGap } from '../verdicts/index.ts'
import { type Gap, gapOf, type GapInBoth, gapsInBoth } from './gaps.ts'
import { matchCells, type Pair } from './match-cells.ts'

/** What a change of verdict says of the product: `lost` says nothing of it, but that nobody knows any more. */
export type Direction = 'worse' | 'lost' | 'better' | 'regained' | 'other'

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
	/** The security gaps that both runs show, each with its checks and how many pairs show it. */
	readonly gapsInBoth: readonly GapInBoth[]
}

/** Two runs compared, with what is said of them in a language. */
export type Comparison = (language: Language) => ResultsDiff

/** What a verdict says of the product; undefined where it says nothing. A security gap is worse than a broken thing. */
function badness(check: CheckRecord | undefined): number | undefined {
	const quality = check && qualityOf(check.verdict)
	if (quality !== 'bad') return quality && 0
	return check?.knownIssue && isSecurityGap(check.knownIssue) ? 2 : 1
}

/** Whether a run asked, and there was nothing to find: what broke, or was not available, may have hidden anything. */
const hadNone = (cell: CellRecord, check: CheckRecord | undefined): boolean =>
	check === undefined ? cell.verdict !== 'unavailable' && !brokeItself(cell) : check.verdict === 'skipped'

function directionOf(
	cell: CellRecord,
	before: CheckRecord | undefined,
	after: CheckRecord | undefined,
): Direction {
	const [one, other] = [badness(before), badness(after)]
	// A daemon that refused to start, and now starts and leaves something open: that is the release's own.
	if (after !== undefined && showsSecurityGap(after) && hadNone(cell, before)) return 'worse'
	if (one === undefined) return other === undefined ? 'other' : 'regained'
	if (other === undefined) return 'lost'
	// What nobody knew of, in place of a failure that somebody knows: the product does something else, if only now and then.
	const isUnknown = after?.verdict === 'fail' || after?.verdict === 'flaky'
	if (before?.verdict === 'known' && isUnknown && otherForm(before, after)) return 'worse'
	// `fail` became `known`, or `pass` became `fixed`: the product did the same, we say something else.
	return other > one ? 'worse' : other < one ? 'better' : 'other'
}

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
function differencesOf({ before, after }: Pair): Difference[] {
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
	// A cell that could not be tried has no stack: that is no difference between stacks.
	const told = inStack.filter((one) => one.before !== one.after && one.before !== '' && one.after !== '')
	const covered = new Set<string>(told.map(({ what }) => axisOf[what] ?? what))
	return [...told, ...inAxes.filter((one) => one.before !== one.after && !covered.has(one.what))]
}

const axisOf: Readonly<Record<string, string>> = {
	passt: 'network',
	slirp4netns: 'network',
	dockerd: 'docker',
}

const keyOf = ({ what, before, after }: Difference): string => JSON.stringify([what, before, after])

const verdictOf = (check: CheckRecord | undefined): string =>
	check === undefined ? 'not recorded' : showsSecurityGap(check) ? 'security gap' : check.verdict

/** Set where both failed, each in a form of its own: the same verdict is then another failure. */
const otherForm = (before: CheckRecord | undefined, after: CheckRecord | undefined): boolean => {
	const [one, other] = [before, after].map((check) => (check === undefined ? '' : formWords(check)))
	return one !== '' && other !== '' && one !== other
}

interface Step {
	readonly check: string
	readonly direction: Direction
	readonly from: string
	readonly to: string
	readonly gap: Gap | undefined
	readonly pair: Pair
	readonly message: string | undefined
}

function stepsOf(pair: Pair, language: Language): { steps: Step[]; unchanged: number } {
	const [one, other] = [pair.before, pair.after].map(
		({ checks }) => new Map(checks.map((check) => [check.id, check])),
	)
	const ids = new Set([...(one?.keys() ?? []), ...(other?.keys() ?? [])])
	let unchanged = 0
	const steps = [...ids].flatMap((check): Step[] => {
		const [before, after] = [one?.get(check), other?.get(check)]
		const [from, to] = [verdictOf(before), verdictOf(after)]
		const forms = otherForm(before, after)
		if (from === to && !forms) {
			unchanged++
			return []
		}
		// Groups are told apart by what was found: each cell's own form, not the first one's.
		const [was, is] = [before, after].map((one) => one && formWords(one, languages[language]))
		const told = (verdict: string, form: string | undefined) => (form ? `${verdict} (${form})` : verdict)
		const direction = directionOf(pair.before, before, after)
		return [
			{
				check,
				direction,
				gap: gapOf(direction, before, after),
				from: told(from, was),
				to: told(to, is),
				pair,
				message: after?.message === undefined ? undefined : messageWords(after, languages[language]),
			},
		]
	})
	return { steps, unchanged }
}

const order: readonly Direction[] = ['worse', 'lost', 'better', 'regained', 'other']

function changeOf(steps: readonly Step[]): Change[] {
	const [first] = steps
	if (first === undefined) return []
	const common = differencesOf(first.pair).filter((one) =>
		steps.every(({ pair }) => differencesOf(pair).some((other) => keyOf(other) === keyOf(one))),
	)
	const pairs = steps.map(({ pair, message }) => ({
		before: pair.before.slug,
		after: pair.after.slug,
		message,
	}))
	return [
		{
			check: first.check,
			direction: first.direction,
			before: first.from,
			after: first.to,
			...(first.gap === undefined ? {} : { gap: first.gap }),
			differences: common,
			pairs,
		},
	]
}

function groups<T>(items: readonly T[], key: (item: T) => string): T[][] {
	const found = new Map<string, T[]>()
	for (const item of items) found.set(key(item), [...(found.get(key(item)) ?? []), item])
	return [...found.values()]
}

/**
 * What changed between two runs, worst first. Pure.
 * @param language what the forms of failures are said in. Default: English.
 */
export function diffResults(before: Results, after: Results, language: Language = 'en'): ResultsDiff {
	const { pairs, appeared, vanished } = matchCells(before, after)
	const compared = pairs.map((pair) => stepsOf(pair, language))
	const steps = compared.flatMap((one) => one.steps)
	const changes = groups(steps, ({ check, from, to, gap, pair }) =>
		JSON.stringify([check, from, to, gap?.issue.id, differencesOf(pair).map(({ what }) => what)]),
	)
		.flatMap(changeOf)
		.sort(
			(a, b) => order.indexOf(a.direction) - order.indexOf(b.direction) || b.pairs.length - a.pairs.length,
		)
	const stacks = new Map(pairs.flatMap(differencesOf).map((one) => [keyOf(one), one]))
	return {
		before: before.run.id,
		after: after.run.id,
		matrix: after.run.matrix,
		changes,
		appeared: appeared.map(({ slug }) => slug),
		vanished: vanished.map(({ slug }) => slug),
		compared: pairs.length,
		unchanged: compared.reduce((sum, one) => sum + one.unchanged, 0),
		stacks: [...stacks.values()],
		gapsInBoth: gapsInBoth(pairs),
	}
}

/** 1 when the product got worse, or shows a security gap where there was nothing to find before; 3 when something that was known no longer is, or nothing could be compared; else 0. */
export function diffExitCode({ changes, vanished, compared }: ResultsDiff): 0 | 1 | 3 {
	if (changes.some(({ direction }) => direction === 'worse')) return 1
	return compared === 0 || vanished.length > 0 || changes.some(({ direction }) => direction === 'lost')
		? 3
		: 0
}
