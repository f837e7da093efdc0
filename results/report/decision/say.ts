import type { Results } from '../../schema/index.ts'
import { axisOrder } from '../digest/axis-order.ts'
import type { Texts } from '../words/catalogue/english.js'
import type { SaidDecision, SaidIssue, SaidLine, SaidUntried } from '../words/said.ts'
import { isDown } from '../words/marks.ts'
import { issueWords, reasonWords } from '../words/translate.ts'
import { advise, type Advice } from './advise.ts'
import { type Avoided, avoidWords, adviceWords } from './advice-words.ts'
import { type Decision, decisionsOf, failedIn, gapsIn, type Shows, stateMarks } from './decide.ts'
import { apart, configurationWords } from './labels.ts'
import { waysToStart } from './refusals.ts'

/** `27.5.1`, `26.1` of Debian: as the axis writes it, without upstream's name. */
export const dockerName = (docker: string): string => docker.replace(/^upstream:(?=.)/, '')

function labelOf(results: Results, { groups }: Decision, own: number, texts: Texts): string {
	const { common, started } = texts.decision
	const of = (wanted: (at: number, state: string) => boolean) =>
		groups.flatMap(({ state, cells }, at) => (wanted(at, state) ? cells : []))
	const cells = of((at) => at === own)
	const all = apart(
		results,
		cells,
		of((at) => at !== own),
		texts,
	)
	if (all !== undefined) return common(all)
	const some = apart(
		results,
		cells,
		of((at, state) => at !== own && state !== 'refuses'),
		texts,
	)
	return some === undefined ? '' : common(some) + started
}

function whereOf(results: Results, decision: Decision, texts: Texts): SaidLine[] {
	const { counted, states, unknownFailures, flaky, and } = texts.decision
	const { groups, surprises } = decision
	const all = groups.reduce((sum, { cells }) => sum + cells.length, 0)
	return [
		...groups.map(({ state, cells }, at) => ({
			words: counted(states[state] ?? state, cells.length, all) + labelOf(results, decision, at, texts),
			cells,
		})),
		...surprises.map(({ verdict, checks, cells }) => ({
			words: (verdict === 'fail' ? unknownFailures : flaky)(checks.join(and)),
			cells,
		})),
	]
}

/** Issues that are called the same stand together: a rule may have several ranges. */
function byTitle<T extends Shows>(issues: readonly T[]): T[][] {
	const groups = new Map<string, T[]>()
	for (const one of issues) groups.set(one.issue.title, [...(groups.get(one.issue.title) ?? []), one])
	return [...groups.values()]
}

const unique = <T>(all: readonly T[]): T[] => [...new Set(all)]
const cellsOf = (all: readonly { readonly cells: readonly number[] }[]): number[] =>
	unique(all.flatMap(({ cells }) => cells)).sort((a, b) => a - b)

/** What lets more happen is what a reader has to know: the rule that is about more ways. */
const reach = ({ rule }: Advice): number =>
	Object.values(rule?.checks ?? {}).reduce((sum, ways) => sum + Object.keys(ways).length, 0)

const avoidedBy = (same: readonly Advice[]): Avoided[] =>
	same.flatMap(({ rule, avoid }) => (rule && avoid ? [{ when: rule.when, setting: avoid }] : []))

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
			...adviceWords([], ways, texts),
		},
	]
}

function bestOf(
	results: Results,
	{ best, groups }: Decision,
	texts: Texts,
): Pick<SaidDecision, 'best' | 'take'> {
	const cell = best === undefined ? undefined : results.cells[best]
	const among = groups.flatMap(({ cells }) => cells)
	if (best === undefined || cell === undefined || among.length < 2) return {}
	const { decision } = texts
	const [gaps, failed] = [gapsIn(cell), failedIn(cell)]
	const where = configurationWords(results, best, among, texts) || cell.slug
	const open = gaps === 0 ? decision.noGap : decision.someGaps(gaps)
	const what = [
		open,
		failed.length === 0 ? decision.noIssue : decision.issues(failed.length, failed.join(decision.and)),
	].join(decision.and)
	return {
		// What shows a security gap is not to be taken, though nothing that was tried shows fewer.
		best: { words: (gaps === 0 ? decision.best : decision.bestWithGaps)(where, what), cells: [best] },
		take: { words: (gaps === 0 ? decision.take : decision.takeWithGaps)(where, open), cells: [best] },
	}
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

function saidOf(results: Results, decision: Decision, texts: Texts): SaidDecision {
	const { docker, state, groups, gaps, limits } = decision
	const known = (shows: readonly Shows[]) => byTitle(advise(results, docker, shows))
	const gapsAdvised = known(gaps)
	return {
		shown: gaps.length > 0 && state !== 'fails' ? 'open' : stateMarks[state],
		line: texts.decision.name(dockerName(docker), texts.decision.states[state] ?? state),
		where: whereOf(results, decision, texts),
		runs: groups.some(({ cells }) => cells.some((index) => !isDown(results.cells[index]!))),
		gaps: gapsAdvised.map((same) => issueOf(same, texts)),
		advice: [...refusalOf(results, decision, texts), ...known(limits).map((same) => issueOf(same, texts))],
		...bestOf(results, decision, texts),
		avoid: avoidWords(gapsAdvised.flatMap(avoidedBy), texts),
		untried: untriedOf(results, decision, texts),
	}
}

/** What a run says of each Docker: those with security gaps first, and among them 27.5.1. Pure. */
export function saidDecisions(results: Results, texts: Texts): SaidDecision[] {
	const order = axisOrder(
		'docker',
		results.cells.map(({ axes }) => axes.docker),
	)
	return decisionsOf(results)
		.sort((a, b) => order.indexOf(a.docker) - order.indexOf(b.docker))
		.map((decision) => saidOf(results, decision, texts))
		.sort((a, b) => place(a) - place(b))
}
