import type { CellRecord, Results } from '../../schema/index.ts'
import { axesSpokenOf, axisText } from '../../schema/index.ts'
import { axisOrder } from '../digest/axis-order.ts'
import type { Texts } from '../words/catalogue/english.js'
import { issueWords, reasonWords } from '../words/translate.ts'
import type { SaidDecision, SaidIssue, SaidLine, SaidUntried } from '../words/said.ts'
import { advise, type Advice } from './advise.ts'
import { conditionWords, remedyWords } from './conditions.ts'
import { type Decision, decisionsOf, failedIn, gapsIn, stateMarks } from './decide.ts'

/** `27.5.1`, `26.1` of Debian: as the axis writes it, without upstream's name. */
export const dockerName = (docker: string): string => docker.replace(/^upstream:(?=.)/, '')

/** What the cells have in common, of the axes on which the run's cells differ. */
function shared(results: Results, cells: readonly number[]): string {
	const all = results.cells
	const values = axesSpokenOf(all).flatMap((axis) => {
		if (axis === 'docker') return []
		const of = (some: readonly CellRecord[]) => [...new Set(some.map(({ axes }) => axisText(axes, axis)))]
		if (of(all).length < 2) return []
		const own = of(cells.map((index) => all[index]!))
		return own.length === 1 ? [axis === 'brNetfilter' ? `br_netfilter ${own[0]}` : own[0]!] : []
	})
	return values.join(' · ')
}

function whereOf(results: Results, { groups, untried }: Decision, texts: Texts): SaidLine[] {
	const { counted, states, more } = texts.decision
	const all = groups.reduce((sum, { cells }) => sum + cells.length, 0)
	return groups.map(({ state, cells }, place) => {
		const common = groups.length > 1 || cells.length === 1 ? shared(results, cells) : ''
		const rest = place === groups.length - 1 && untried.length > 0 ? more(untried.length) : ''
		return {
			words: `${counted(states[state] ?? state, cells.length, all)}${common === '' ? '' : texts.decision.common(common)}${rest}`,
			cells,
		}
	})
}

function adviceLines({ rule, avoid, effect }: Advice, texts: Texts): string[] {
	const { where, costs, noRemedy } = texts.decision
	if (rule === undefined) return []
	const say = (conditions: string, what: string) => (conditions === '' ? what : where(conditions, what))
	const setting = avoid === 'icc' ? 'icc=false' : 'disable-host-loopback'
	const lost = [...new Set(effect?.lost.map(({ check }) => check) ?? [])]
	return [
		...(avoid === undefined
			? []
			: [say(conditionWords(withoutSetting(rule.when, avoid), texts), texts.decision.avoid(setting))]),
		effect === undefined
			? say(conditionWords(rule.when, texts), noRemedy)
			: say(conditionWords(rule.when, texts, effect.remedy), remedyWords(effect.remedy, texts)) +
				(lost.length === 0 ? '' : texts.decision.aside(costs(lost.join(texts.decision.and)))),
	]
}

function withoutSetting(when: NonNullable<Advice['rule']>['when'], name: string) {
	const daemon = Object.fromEntries(Object.entries(when.daemon ?? {}).filter(([key]) => key !== name))
	return { ...when, daemon }
}

function issueOf(advice: Advice, texts: Texts): SaidIssue {
	const { issue, cells, checks, held } = advice
	const { title, because } = issueWords(issue, texts)
	return {
		title,
		because,
		cells,
		checks,
		held,
		see: issue.see,
		consequence: texts.decision.consequences[issue.id],
		advice: adviceLines(advice, texts),
	}
}

/** Issues that are said and mended in the same words stand together: a rule may have several ranges. */
function merged(issues: readonly SaidIssue[]): SaidIssue[] {
	const groups = new Map<string, SaidIssue>()
	for (const one of issues) {
		const key = `${one.title}\0${one.advice.join('\0')}`
		const other = groups.get(key)
		const both = (name: 'cells' | 'held') =>
			[...new Set([...(other?.[name] ?? []), ...one[name]])].sort((a, b) => a - b)
		groups.set(key, {
			...(other ?? one),
			cells: both('cells'),
			held: both('held'),
			checks: [...new Set([...(other?.checks ?? []), ...one.checks])],
		})
	}
	return [...groups.values()]
}

function bestOf(
	results: Results,
	{ best, groups }: Decision,
	texts: Texts,
): Pick<SaidDecision, 'best' | 'take'> {
	const cell = best === undefined ? undefined : results.cells[best]
	if (best === undefined || cell === undefined || groups.flatMap(({ cells }) => cells).length < 2) return {}
	const { decision } = texts
	const [gaps, failed] = [gapsIn(cell), failedIn(cell)]
	const where = shared(results, [best]) || cell.slug
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

/** What a run says of each Docker: those with security gaps first, and among them 27.5.1. Pure. */
export function saidDecisions(results: Results, texts: Texts): SaidDecision[] {
	const order = axisOrder(
		'docker',
		results.cells.map(({ axes }) => axes.docker),
	)
	return decisionsOf(results)
		.sort((a, b) => order.indexOf(a.docker) - order.indexOf(b.docker))
		.map((decision): SaidDecision => {
			const { docker, state, gaps, limits } = decision
			return {
				shown: gaps.length > 0 && state !== 'fails' ? 'open' : stateMarks[state],
				line: texts.decision.name(dockerName(docker), texts.decision.states[state] ?? state),
				where: whereOf(results, decision, texts),
				gaps: merged(advise(results, docker, gaps).map((one) => issueOf(one, texts))),
				advice: merged(advise(results, docker, limits).map((one) => issueOf(one, texts))),
				...bestOf(results, decision, texts),
				untried: untriedOf(results, decision, texts),
			}
		})
		.sort((a, b) => place(a) - place(b))
}
