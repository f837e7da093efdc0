import {
	expectationFor,
	knownIssues,
	movedInto,
	opensGap,
	type Remedy,
	type Rule,
	type RuleConditions,
} from '../../expectations/index.ts'
import type { CellRecord, Results } from '../../schema/index.ts'
import { isSecurityGap } from '../../verdicts/index.ts'
import { isCore } from './core.ts'
import type { Shows } from './decide.ts'
import { knownRule, type Lost, type WayOut, waysOutOf } from './effects.ts'
import { heldIn } from './held.ts'

/** Something to be done in some cells, or that there is nothing. */
export interface Advised {
	/**
	 * It `helps`; it helps and `opens` a security gap; it helps and `breaks` what nobody can do without; an `older` version is
	 * all that would help; or there is `nothing`.
	 */
	readonly kind: 'helps' | 'opens' | 'breaks' | 'older' | 'nothing'
	/** All of them together; empty where there are none to be named. */
	readonly remedies: readonly Remedy[]
	/** Checks that showed the issue and fail then by another one. */
	readonly remains: readonly string[]
	readonly lost: readonly Lost[]
	/** Whether `--network host` is the network of the host itself then. */
	readonly detaches?: boolean
	/** Where it holds that this is to be done. */
	readonly when: RuleConditions
	readonly cells: readonly number[]
	/** Cells of the run in which it is done, and in which the checks held. */
	readonly held: readonly number[]
}

/** One known issue, and what to do about it. */
export interface Advice extends Shows {
	readonly rule?: Rule | undefined
	/** The setting that does not do what it promises: nobody should rely on it. */
	readonly avoid?: 'icc' | 'disableHostLoopback' | undefined
	readonly ways: readonly Advised[]
	/** The same issue in other versions, of which no cell showed it: a range is told whole. */
	readonly elsewhere: readonly Elsewhere[]
}

/** Another rule about the same issue, and what is to be done where it speaks. */
interface Elsewhere {
	readonly when: RuleConditions
	readonly ways: readonly Advised[]
}

/** What somebody would rather do first. A setting is left where nothing else helps: somebody asked for it. */
const effort: Readonly<Record<Remedy['kind'], number>> = {
	upgrade: 0,
	kernel: 1,
	profile: 3,
	network: 5,
	setting: 7,
	downgrade: 9,
}

const effortOf = ({ remedies }: WayOut): number =>
	remedies.reduce(
		(sum, one) => sum + 1 + effort[one.kind] + (one.kind === 'upgrade' && one.part === 'dockerd' ? 3 : 0),
		0,
	)

const costOf = (way: WayOut): number =>
	effortOf(way) + way.lost.length + 0.4 * way.remains.length + 2 * way.further

const breaks = ({ lost }: WayOut): boolean => lost.some(({ check }) => isCore(check))
const isOlder = ({ remedies }: WayOut): boolean => remedies.some(({ kind }) => kind === 'downgrade')

const isUpgrade = ({ kind }: Remedy): boolean => kind === 'upgrade'

type Taken = Pick<Advised, 'kind'> & WayOut
const without: WayOut = { remedies: [], gained: [], remains: [], lost: [], detaches: false, further: 0 }

/**
 * What to do about a rule that speaks in a cell: the rules and the configuration decide alone, so that one configuration
 * is told the same wherever it stands.
 */
function choose(cell: CellRecord, rule: Rule): Taken[] {
	const all = waysOutOf(cell, rule)
	const ways = all.filter((way) => !isOlder(way)).sort((a, b) => costOf(a) - costOf(b))
	const whole = ways.filter((way) => !breaks(way))
	const safe = whole.find((way) => !opensGap(way))
	const open = whole.find(opensGap)
	const helps: Taken[] = safe ? [{ kind: 'helps', ...safe }] : []
	// A gap is open until somebody has upgraded, and what nobody can do without is away: what can be set today is named beside it.
	const isPressing = isSecurityGap(rule) || Object.keys(rule.checks).some(isCore)
	if (safe && isPressing && safe.remedies.some(isUpgrade)) {
		const today = whole.find((way) => !opensGap(way) && !way.remedies.some(isUpgrade))
		if (today) helps.push({ kind: 'helps', ...today })
	}
	// What is less work is what a reader hears of elsewhere: that it opens a gap has to be said.
	if (open && (safe === undefined || effortOf(open) < effortOf(safe))) helps.push({ kind: 'opens', ...open })
	if (helps.length > 0) return helps
	const [broken] = ways
	if (broken) return [{ kind: 'breaks', ...broken }]
	return [{ ...without, kind: all.length > 0 ? 'older' : 'nothing' }]
}

/** The same advice for several cells is one. */
export function together(ways: readonly Advised[]): Advised[] {
	const groups = new Map<string, Advised>()
	for (const way of ways) {
		const { kind, remedies, remains, lost, when } = way
		const key = JSON.stringify([
			kind,
			remedies,
			remains,
			lost.map(({ check, rule }) => [check, rule.id]),
			when,
		])
		const other = groups.get(key)
		groups.set(key, other ? { ...way, cells: [...other.cells, ...way.cells] } : way)
	}
	return [...groups.values()]
}

function waysFor(results: Results, docker: string, rule: Rule, shows: Shows): Advised[] {
	const ways = shows.cells.flatMap((index) => {
		const cell = results.cells[index]
		if (cell === undefined) return []
		const showed = (check: string) =>
			cell.checks.some(({ id, verdict }) => id === check && verdict === 'known')
		return choose(cell, rule).map((way): Advised => ({
			...way,
			remains: way.remains.filter(showed),
			when: rule.when,
			cells: [index],
			held: [],
		}))
	})
	return together(ways).map((way) => {
		const checks = shows.checks.filter((check) => !way.remains.includes(check))
		return { ...way, held: heldIn(results, docker, { ...way, checks }, shows.cells) }
	})
}

const doneThere = (cell: CellRecord, rule: Rule): Taken[] =>
	choose({ ...cell, ...movedInto(cell, rule) }, rule)

/** What comes of an upgrade hangs on the version it starts from: of one version it is known, and not of a range. */
const isOfAllVersions = ({ remedies }: WayOut): boolean =>
	remedies.every(({ kind }) => kind !== 'upgrade' && kind !== 'downgrade')

/** The rules of the same title that would speak in one of these cells, were its versions theirs. */
function elsewhereOf(results: Results, rule: Rule, { cells }: Shows): Elsewhere[] {
	const [cell] = cells.flatMap((index) => results.cells[index] ?? [])
	if (cell === undefined) return []
	return knownIssues
		.filter((other) => other.id !== rule.id && other.title === rule.title)
		.filter((other) => {
			const there = movedInto(cell, other)
			return Object.keys(other.checks).some((check) => expectationFor(there, check)?.id === other.id)
		})
		.map((other) => ({
			when: other.when,
			ways: doneThere(cell, other)
				.filter(isOfAllVersions)
				.map((way): Advised => ({ ...way, when: other.when, cells: [], held: [] })),
		}))
}

/** What to do about what showed, the weightiest first. Pure. */
export function advise(results: Results, docker: string, shows: readonly Shows[]): Advice[] {
	return shows
		.map((one): Advice => {
			const rule = knownRule(one.issue.id)
			if (rule === undefined) return { ...one, ways: [], elsewhere: [] }
			const avoid = isSecurityGap(rule)
				? (['icc', 'disableHostLoopback'] as const).find((name) => rule.when.daemon?.[name] !== undefined)
				: undefined
			return {
				...one,
				rule,
				avoid,
				ways: waysFor(results, docker, rule, one),
				elsewhere: elsewhereOf(results, rule, one),
			}
		})
		.sort((a, b) => rank(a) - rank(b))
}

/** What nobody can do without, then what something can be done about: first what got worse and was mended since. */
function rank({ issue, checks, ways }: Advice): number {
	const helps = ways.some(({ kind }) => kind === 'helps') ? 0 : 4
	if (checks.some(isCore)) return helps / 8
	return helps + (issue.fixed === undefined ? 3 : issue.since === undefined ? 2 : 1)
}
