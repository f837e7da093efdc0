import { knownIssues } from '../../expectations/index.ts'
import type { Results } from '../../schema/index.ts'
import { isSecurityGap } from '../../verdicts/index.ts'
import { axisOrder } from '../digest/axis-order.ts'
import { groupBy } from '../digest/digest.ts'
import type { Texts } from '../words/catalogue/english.js'
import type { SaidDecision, SaidIssue, SaidLine, SaidUntried } from '../words/said.ts'
import { isDown } from '../words/marks.ts'
import type { Shown } from '../words/marks.ts'
import { issueWords, reasonWords } from '../words/translate.ts'
import { advise, type Advice } from './advise.ts'
import { type Avoided, avoidWords, adviceWords } from './advice-words.ts'
import { causeWords } from './causes.ts'
import {
	failedIn,
	gapsIn,
	isAlike,
	type PassedOver,
	passedOver,
	plainSlirpHolds,
	triedPlain,
} from './best.ts'
import { type Decision, decisionsOf, type Shows, stateMarks } from './decide.ts'
import { apart, configurationWords } from './labels.ts'
import { notOfferedWords } from './not-offered.ts'
import { unaskedGaps, unaskedIn } from './unasked.ts'
import { waysToStart } from './refusals.ts'

/** `27.5.1`, `26.1` of Debian: as the axis writes it, without upstream's name. */
export const dockerName = (docker: string): string => docker.replace(/^upstream:(?=.)/, '')

/** Why, where a rule says so; else what these have in common and none of those that no rule tells apart has. */
function labelOf(results: Results, { groups }: Decision, own: number, texts: Texts): string {
	const causes = groups.map(({ state, cells }) => causeWords(results, state, cells, texts))
	// What broke, or was cut off, did so by no setting of its own.
	if (groups[own]?.state === 'unknown') return ''
	const others = groups.flatMap(({ state, cells }, at) =>
		at === own || state === 'unknown' || causes[at] !== '' ? [] : cells,
	)
	const words = causes[own] || apart(results, groups[own]?.cells ?? [], others, texts)
	return words === undefined ? '' : texts.decision.common(words)
}

const checksOfGaps = new Set(knownIssues.filter(isSecurityGap).flatMap(({ checks }) => Object.keys(checks)))

/** Whether a check asks that something cannot be reached. */
const asksIsolation = (check: string): boolean => check.startsWith('isolation.') || checksOfGaps.has(check)

function whereOf(results: Results, decision: Decision, texts: Texts): SaidLine[] {
	const { counted, states } = texts.decision
	const { groups } = decision
	const all = groups.reduce((sum, { cells }) => sum + cells.length, 0)
	return groups.map(({ state, cells }, at) => ({
		words: counted(states[state] ?? state, cells.length, all) + labelOf(results, decision, at, texts),
		cells,
	}))
}

function surpriseLines({ surprises }: Decision, { decision }: Texts): SaidLine[] {
	const { unknownFailures, flaky, mayBeGap, and } = decision
	return surprises.map(({ verdict, checks, cells }) => ({
		words:
			(verdict === 'fail' ? unknownFailures : flaky)(checks.join(and)) +
			(checks.some(asksIsolation) ? mayBeGap : ''),
		cells,
	}))
}

/** Issues that are called the same stand together: a rule may have several ranges. */
function byTitle<T extends Shows>(issues: readonly T[]): T[][] {
	return groupBy(issues, ({ issue }) => issue.title)
}

const unique = <T>(all: readonly T[]): T[] => [...new Set(all)]
const cellsOf = (all: readonly { readonly cells: readonly number[] }[]): number[] =>
	unique(all.flatMap(({ cells }) => cells)).sort((a, b) => a - b)

/** What lets more happen is what a reader has to know: the rule that is about more ways. */
const reach = ({ rule }: Advice): number =>
	Object.values(rule?.checks ?? {}).reduce((sum, ways) => sum + Object.keys(ways).length, 0)

const avoidedBy = (same: readonly Advice[]): Avoided[] =>
	same.flatMap(({ rule, avoid, elsewhere }) =>
		rule && avoid ? [{ when: rule.when, setting: avoid, elsewhere: elsewhere.map(({ when }) => when) }] : [],
	)

function issueOf(same: readonly Advice[], texts: Texts): SaidIssue {
	const [{ issue }] = same as [Advice]
	const { title, because } = issueWords(issue, texts)
	const consequences = [...same]
		.sort((a, b) => reach(b) - reach(a))
		.flatMap((one) => texts.decision.consequences[one.issue.id] ?? [])
	return {
		title,
		because,
		cells: cellsOf(same),
		checks: unique(same.flatMap(({ checks }) => checks)),
		see: issue.see,
		consequence: consequences[0],
		...adviceWords(
			avoidedBy(same),
			same.flatMap(({ ways }) => ways),
			same.flatMap(({ elsewhere }) => elsewhere.flatMap(({ ways }) => ways)),
			texts,
		),
	}
}

function refusalOf(results: Results, { docker, groups }: Decision, texts: Texts): SaidIssue[] {
	const cells = groups.flatMap((group) => (group.state === 'refuses' ? group.cells : []))
	const ways = waysToStart(results, docker, cells)
	if (ways.length === 0) return []
	return [
		{
			title: texts.decision.refusal,
			because: texts.decision.refusalBecause,
			cells,
			checks: ['daemon.br-netfilter-error'],
			see: 'https://github.com/moby/moby/pull/49293',
			...adviceWords([], ways, [], texts),
		},
	]
}

function bestOf(
	results: Results,
	{ best, bestWithout, groups }: Decision,
	texts: Texts,
): Pick<SaidDecision, 'best' | 'take'> {
	const among = groups.flatMap(({ cells }) => cells)
	if (best === undefined || among.length < 2) return { best: [], take: [] }
	const { decision } = texts
	const of = (index: number, cells: readonly number[]) => {
		const cell = results.cells[index]!
		const [gaps, failed] = [gapsIn(cell), failedIn(cell)]
		const where = configurationWords(results, index, cells, texts, isAlike) || cell.slug
		const none = unaskedIn(cell) === 0 ? decision.noGap : decision.noGapAskedHere
		const open = gaps === 0 ? none : decision.someGaps(gaps)
		const known =
			failed.length === 0 ? decision.noIssue : decision.issues(failed.length, failed.join(decision.and))
		return { gaps, where, open, what: [open, known].join(decision.and) }
	}
	const { gaps, where, open, what } = of(best, among)
	const working = groups.flatMap(({ state, cells }) => (state === 'works' || state === 'gaps' ? cells : []))
	const over = gaps === 0 ? [] : passedOverLines(passedOver(results, best, working), texts)
	// By the rules, where all that was tried shows a gap.
	const plain = (loaded: boolean) =>
		plainSlirpHolds(results, among, loaded) ? decision.plainSlirp : undefined
	const known = gaps > 0 ? plain(true) : undefined
	const aside = known === undefined ? [] : [{ words: sentenceCase(known), cells: [] }]
	const without = withoutModule(bestWithout, triedPlain(results, among), plain(false), texts, (index) =>
		of(
			index,
			among.filter((one) => results.cells[one]!.axes.brNetfilter !== 'loaded'),
		),
	)
	return {
		// What shows a security gap is not to be taken, though nothing that was tried shows fewer.
		best: [
			{ words: (gaps === 0 ? decision.best : decision.bestWithGaps)(where, what), cells: [best] },
			...over,
			...aside,
			...without,
		],
		take: [
			{ words: (gaps === 0 ? decision.take : decision.takeWithGaps)(where, open), cells: [best] },
			...aside,
			...without,
		],
	}
}

function passedOverLines({ unsure, givesUp }: PassedOver, { decision }: Texts): SaidLine[] {
	return [
		...(unsure.length === 0 ? [] : [{ words: decision.unsure, cells: unsure }]),
		...(givesUp.length === 0 ? [] : [{ words: decision.givesUp, cells: givesUp }]),
	]
}

const sentenceCase = (text: string): string => text.replace(/^./, (letter) => letter.toUpperCase())

/** What somebody takes whose kernel has no br_netfilter, or who may not load it. */
function withoutModule(
	index: Decision['bestWithout'],
	isPlainTried: boolean,
	plainSlirp: string | undefined,
	{ decision }: Texts,
	of: (index: number) => { readonly gaps: number; readonly where: string; readonly open: string },
): SaidLine[] {
	if (index === undefined) return []
	const found = index === null ? undefined : of(index)
	// The rules alone say so: the daemon asks for the module for these two only.
	if ((found === undefined || found.gaps > 0) && !isPlainTried)
		return [{ words: decision.without(decision.plain), cells: [] }]
	if (plainSlirp !== undefined && (found === undefined || found.gaps > 0))
		return [{ words: decision.without(plainSlirp), cells: [] }]
	if (index === null || found === undefined)
		return [{ words: decision.without(decision.takeNone), cells: [] }]
	const { gaps, where, open } = found
	const words = (gaps === 0 ? decision.take : decision.takeWithGaps)(where, open)
	return [{ words: decision.without(words), cells: [index] }]
}

function untriedOf(results: Results, { docker, untried }: Decision, texts: Texts): SaidUntried | undefined {
	if (untried.length === 0) return undefined
	const reasons = [...new Set(untried.map((index) => reasonWords(results.cells[index]?.reason ?? '', texts)))]
	return {
		what: `Docker ${dockerName(docker)}${texts.decision.aside(texts.cells(untried.length))}`,
		cells: untried,
		reasons,
	}
}

/** The Dockers of which nothing was tried, those with the same reasons together: each reason is read once. */
export function neverTried(
	said: readonly SaidDecision[],
): { readonly what: readonly string[]; readonly reasons: readonly string[] }[] {
	const groups = new Map<string, { what: string[]; reasons: readonly string[] }>()
	for (const { where, untried } of said) {
		if (where.length > 0 || untried === undefined) continue
		const { what, reasons } = untried
		const key = reasons.join('\0')
		const group = groups.get(key)
		if (group) group.what.push(what)
		else groups.set(key, { what: [what], reasons })
	}
	return [...groups.values()]
}

/** Security gaps are read first, and what was not tried last. */
const place = ({ where, gaps }: SaidDecision): number => (where.length === 0 ? 2 : gaps.length > 0 ? 0 : 1)

/** What nobody can explain is worse than a gap that is known. */
function shownAs({ state, gaps, surprises }: Decision): Shown {
	if (state === 'fails' || surprises.some(({ verdict }) => verdict === 'fail')) return 'fail'
	return gaps.length > 0 ? 'open' : stateMarks[state]
}

function saidOf(results: Results, decision: Decision, texts: Texts): SaidDecision {
	const { docker, state, groups, gaps, limits } = decision
	const known = (shows: readonly Shows[]) => byTitle(advise(results, docker, shows))
	const gapsAdvised = known(gaps)
	const surprises = surpriseLines(decision, texts)
	return {
		shown: shownAs(decision),
		line: texts.decision.name(dockerName(docker), texts.decision.states[state] ?? state),
		where: [...whereOf(results, decision, texts), ...surprises],
		surprises,
		runs: groups.some(({ cells }) => cells.some((index) => !isDown(results.cells[index]!))),
		gaps: gapsAdvised.map((same) => issueOf(same, texts)),
		advice: [...refusalOf(results, decision, texts), ...known(limits).map((same) => issueOf(same, texts))],
		...bestOf(results, decision, texts),
		avoid: avoidWords(gapsAdvised.flatMap(avoidedBy), texts),
		unasked: unaskedGaps(
			results,
			cellsOf(decision.groups.filter((group) => group.state !== 'refuses' && group.state !== 'fails')),
			texts,
		),
		notOffered: notOfferedWords(
			results,
			// Of what refuses to start nobody wants to know what it could not do.
			cellsOf(decision.groups.filter((group) => group.state !== 'refuses')),
			texts,
		),
		untried: untriedOf(results, decision, texts),
	}
}

/** The same with every text in it tidied. */
function tidied<T>(value: T, tidy: (text: string) => string): T
function tidied(value: unknown, tidy: (text: string) => string): unknown {
	if (typeof value === 'string') return tidy(value)
	if (Array.isArray(value)) return value.map((one: unknown): unknown => tidied(one, tidy))
	if (typeof value !== 'object' || value === null) return value
	return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, tidied(one, tidy)]))
}

/** What a run says of each Docker: those with security gaps first, and among them 27.5.1. Pure. */
export function saidDecisions(results: Results, texts: Texts): SaidDecision[] {
	const order = axisOrder(
		'docker',
		results.cells.map(({ axes }) => axes.docker),
	)
	return decisionsOf(results)
		.sort((a, b) => order.indexOf(a.docker) - order.indexOf(b.docker))
		.map((decision) => tidied(saidOf(results, decision, texts), texts.tidy))
		.sort((a, b) => place(a) - place(b))
}
