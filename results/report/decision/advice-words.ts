import type { Rule, RuleConditions } from '../../expectations/index.ts'
import { isSecurityGap } from '../../verdicts/index.ts'
import type { Texts } from '../words/catalogue/english.js'
import type { SaidIssue } from '../words/said.ts'
import { numbers } from '../words/text.ts'
import { issueWords } from '../words/translate.ts'
import type { Advised } from './advise.ts'
import { isCore } from './core.ts'
import { alsoIn, anyOf, conditionWords, remediesWords, withoutChanged, withoutSetting } from './conditions.ts'

/** A setting that nobody should rely on, and where. */
export interface Avoided {
	readonly when: RuleConditions
	readonly setting: 'icc' | 'disableHostLoopback'
	/** Conditions in which the same is so, though no cell showed it. */
	readonly elsewhere: readonly RuleConditions[]
}

function under(
	conditions: readonly RuleConditions[],
	elsewhere: readonly RuleConditions[],
	what: string,
	texts: Texts,
): string {
	const { where, orWith } = texts.decision
	const words = anyOf(alsoIn(conditions, elsewhere)).map((one) => conditionWords(one, texts))
	// What holds without a condition holds everywhere.
	return words.includes('') ? what : where(words.join(orWith), what)
}

/** What nobody should rely on, and where. */
export function avoidWords(avoided: readonly Avoided[], texts: Texts): string[] {
	const settings = [...new Set(avoided.map(({ setting }) => setting))]
	return settings.map((setting) => {
		const own = avoided.filter((one) => one.setting === setting)
		return under(
			own.map(({ when }) => withoutSetting(when, setting)),
			own.flatMap(({ elsewhere }) => elsewhere.map((when) => withoutSetting(when, setting))),
			texts.decision.avoid(setting === 'icc' ? 'icc=false' : 'disable-host-loopback'),
			texts,
		)
	})
}

const unique = <T>(all: readonly T[]): T[] => [...new Set(all)]
const inOrder = (cells: readonly number[]): number[] => unique(cells).sort((a, b) => a - b)

type Group = readonly [Advised, ...Advised[]]

const gapsOf = ({ lost }: Advised): Rule[] =>
	lost.flatMap(({ rule, widens }) => (isSecurityGap(rule) && !widens ? [rule] : []))

const widenedBy = ({ lost }: Advised): Rule[] => lost.flatMap(({ rule, widens }) => (widens ? [rule] : []))

/** What is to be done in the same words, of several issues or ranges of one. */
const keyOf = (way: Advised): string =>
	JSON.stringify([way.kind, way.remedies, unique(gapsOf(way).map(({ title }) => title))])

function groupsOf(ways: readonly Advised[]): Group[] {
	const groups = new Map<string, Group>()
	for (const way of ways) {
		const key = keyOf(way)
		const group = groups.get(key)
		groups.set(key, group ? [...group, way] : [way])
	}
	return [...groups.values()]
}

const cellWords = (cells: readonly number[], { report }: Texts): string =>
	report.cell(numbers(cells), cells.length)

const cellsOf = (group: readonly Advised[]): number[] => inOrder(group.flatMap(({ cells }) => cells))

/** Checks, or issues, with the cells where it is not all of them. */
function checkWords(group: Group, of: (way: Advised) => readonly string[], texts: Texts): string {
	const all = cellsOf(group)
	return unique(group.flatMap(of))
		.map((check) => {
			const cells = cellsOf(group.filter((way) => of(way).includes(check)))
			return cells.length === all.length ? check : check + texts.decision.aside(cellWords(cells, texts))
		})
		.join(texts.decision.and)
}

const coreOf = ({ lost }: Advised): string[] => lost.map(({ check }) => check).filter(isCore)

function whatWords(group: Group, texts: Texts, isMeasured: boolean): string {
	const [{ kind, remedies }] = group
	const { decision } = texts
	const what = remediesWords(remedies, texts, isMeasured)
	const gaps = unique(group.flatMap(gapsOf).map((rule) => issueWords(rule, texts).title))
	const widened = checkWords(
		group,
		(way) => widenedBy(way).map((rule) => issueWords(rule, texts).title),
		texts,
	)
	const remains = checkWords(group, (way) => way.remains, texts)
	const lost = checkWords(
		group,
		(way) => way.lost.flatMap(({ check, rule }) => (isSecurityGap(rule) ? [] : [check])),
		texts,
	)
	const notes = [
		...(remains === '' ? [] : [decision.remains(remains)]),
		...(lost === '' ? [] : [decision.costs(lost)]),
		...(group.some(({ detaches }) => detaches) ? [decision.detaches] : []),
		...(widened === '' ? [] : [decision.widens(widened)]),
	]
	const then = notes.length === 0 ? '' : decision.aside(notes.join(texts.semicolon))
	switch (kind) {
		case 'helps':
			return what + then
		case 'opens':
			return decision.opens(what, gaps.join(decision.and)) + then
		case 'breaks':
			return decision.breaks(what, checkWords(group, coreOf, texts))
		case 'older':
			return decision.noRemedyButOlder
		case 'nothing':
			return decision.noRemedy
	}
}

/** The conditions that what is to be done leaves. */
const left = ({ when, remedies }: Advised): RuleConditions => remedies.reduce(withoutChanged, when)

/** What to do about an issue, a line each: the cells where it is not all of them, and where the run showed that it helps. */
export function adviceWords(
	avoided: readonly Avoided[],
	ways: readonly Advised[],
	elsewhere: readonly Advised[],
	texts: Texts,
): Pick<SaidIssue, 'advice' | 'held'> {
	const { decision } = texts
	const groups = groupsOf(ways)
	const all = cellsOf(ways)
	const lines = groups.map((group, at) => {
		// What held under one of two conditions is no proof of the other.
		const held = group.every((one) => one.held.length > 0) ? inOrder(group.flatMap((one) => one.held)) : []
		const cells = cellsOf(group)
		const same = elsewhere.filter((way) => keyOf(way) === keyOf(group[0]))
		const where = cells.length < all.length ? decision.aside(cellWords(cells, texts)) : ''
		const proof =
			held.length === 0 || at === groups.length - 1
				? ''
				: decision.aside(decision.held(cellWords(held, texts)))
		return {
			words:
				under(group.map(left), same.map(left), whatWords(group, texts, held.length > 0), texts) +
				where +
				proof,
			held,
		}
	})
	return {
		advice: [...avoidWords(avoided, texts), ...lines.map(({ words }) => words)],
		held: lines.at(-1)?.held ?? [],
	}
}
