import {
	isSecurityGap,
	issueWords,
	type Language,
	marks,
	reasonWords,
	type Rule,
	wayFormsWords,
} from '#results'
import { changesOf } from './changes.ts'
import { configurationWords } from './configuration.ts'
import type { CheckExpectation, Expectation } from './explain.ts'
import { grouped, idsOf, type Of, only } from './lists.ts'
import { type Pen, penOf } from './pen.ts'
import { changesSection } from './render-changes.ts'
import {
	beyondWords,
	caveatLines,
	groundsOf,
	knowledgeLines,
	notKnownLines,
	spanOf,
} from './render-knowledge.ts'

export interface RenderOptions {
	readonly width: number
	/** What was not said and therefore assumed, in words. */
	readonly assumed?: readonly string[] | undefined
	/** Default: English. */
	readonly language?: Language | undefined
}

type Ruled = Of<'known'> | Of<'depends'>

/** What fails in another way, or in another form, is a failure. */
const formWords = ({ check, rule }: Ruled, { words, texts }: Pen): string =>
	Object.entries(rule.checks[check] ?? {})
		.map(([way, forms]) => `${way} ${wayFormsWords(forms, texts)}`)
		.join(words.comma)

function ruleLines(rule: Rule, checks: readonly Ruled[], pen: Pen): string[] {
	const { words, lines } = pen
	const { title, because } = issueWords(rule, pen.texts)
	return [
		...lines(
			`${isSecurityGap(rule) ? `${marks.open.glyph} ${words.rule.gap}` : marks.fail.glyph} ${title}`,
			'  ',
		),
		...grouped(checks, (one) => formWords(one, pen)).flatMap((alike) =>
			lines(words.listed(idsOf(alike, pen), formWords(alike[0]!, pen)), '      '),
		),
		...lines(words.rule.because(because), '      '),
		...[...spanOf(rule, pen), ...groundsOf(rule, pen)].flatMap((line) => lines(line, '      ')),
		`      ${rule.see}`,
	]
}

function ruleSection(title: (checks: number) => string, checks: readonly Ruled[], pen: Pen): string[] {
	if (checks.length === 0) return []
	const groups = grouped(checks, ({ rule }) => rule.id)
	const lines = groups.flatMap((group) => {
		const rule = group[0]?.rule
		return rule === undefined ? [] : ruleLines(rule, group, pen)
	})
	return ['', title(checks.length), ...lines]
}

function daemonLines(expectation: Expectation, pen: Pen): string[] {
	const { daemon } = expectation
	const { lines, texts } = pen
	const { daemon: say, rule: said } = pen.words
	if (daemon.starts === 'not-known') return lines(`? ${say.notKnown(beyondWords(expectation, pen))}`, '')
	if (!daemon.starts) {
		const rule = only(expectation, 'known').find(({ check }) => check === 'daemon.starts')?.rule
		// Without a rule the message is the daemon's own.
		if (rule === undefined) return [`✘ ${say.refuses}`, ...lines(daemon.message, '    ')]
		const { title, because } = issueWords(rule, texts)
		return [`✘ ${say.down}`, ...lines(said.titled(title, because), '    ')]
	}
	return [
		`✔ ${say.starts}`,
		...(daemon.warning === undefined ? [] : lines(say.warns(daemon.warning), '    ')),
	]
}

function holdLines(expectation: Expectation, { words, contract, lines }: Pen): string[] {
	const checks = only(expectation, 'pass')
	if (checks.length === 0) return []
	const { holds, holdsAsRead } = words.titles
	return [
		'',
		(expectation.onlyRead.length === 0 ? holds : holdsAsRead)(checks.length),
		...checks.flatMap(({ check }) => [`  ✔ ${check}`, ...lines(contract(check), '      ')]),
	]
}

const onDemandMarks = { pass: marks.pass.glyph, known: marks.fail.glyph, depends: '?', 'not-known': '?' }

function onDemandLines({ onDemand }: Expectation, pen: Pen): string[] {
	const { words, lines } = pen
	const asked = onDemand.filter(({ expect }) => expect !== 'skipped')
	if (asked.length === 0) return []
	return [
		'',
		words.titles.onDemand(asked.length),
		...(['pass', 'known', 'depends', 'not-known'] as const).flatMap((expect) => {
			const checks = asked.filter((one) => one.expect === expect)
			const what = `${onDemandMarks[expect]} ${words.onDemand[expect]}`
			return checks.length === 0 ? [] : lines(words.listed(what, idsOf(checks, pen)), '  ')
		}),
	]
}

function skippedLines(expectation: Expectation, pen: Pen): string[] {
	const { words, texts, lines } = pen
	const checks = only(expectation, 'skipped')
	if (checks.length === 0) return []
	return [
		'',
		words.titles.skipped(checks.length),
		...grouped(checks, ({ reason }) => reason).flatMap((group) => [
			...lines(words.lead(`– ${reasonWords(group[0]?.reason ?? '', texts)}`), '  '),
			...lines(idsOf(group, pen), '      '),
		]),
	]
}

/** What a cell is expected to do, for somebody who wants to know what to upgrade: the bad news first. */
export function renderExplanation(
	expectation: Expectation,
	{ width, assumed = [], language }: RenderOptions,
): string {
	const pen = penOf(width, language)
	const { titles } = pen.words
	return [
		...pen.lines(configurationWords(expectation, pen), ''),
		...(assumed.length === 0 ? [] : pen.lines(pen.words.assumed(assumed), '')),
		...knowledgeLines(expectation, pen),
		'',
		...daemonLines(expectation, pen),
		...ruleSection(titles.known, only(expectation, 'known'), pen),
		...ruleSection(titles.depends, only(expectation, 'depends'), pen),
		...changesSection(expectation, pen),
		...notKnownLines(expectation, pen),
		...holdLines(expectation, pen),
		...onDemandLines(expectation, pen),
		...caveatLines(expectation.caveats, pen),
		...skippedLines(expectation, pen),
		'',
	].join('\n')
}

/** A rule without its patterns, which JSON cannot hold: `forms` beside it says them in words. */
const plainRule = ({ checks, ...rule }: Rule) => ({ ...rule, checks: Object.keys(checks) })

/** The same as plain data. */
export function explanationOf(expectation: Expectation) {
	const plain = (one: CheckExpectation) =>
		'rule' in one && one.rule !== undefined ? { ...one, rule: plainRule(one.rule) } : one
	return {
		...expectation,
		checks: expectation.checks.map(plain),
		onDemand: expectation.onDemand.map(plain),
		changes: changesOf(expectation).map(({ remedy: _remedy, lost, ...change }) => ({
			...change,
			lost: lost.map(({ check, rule }) => ({ check, rule: plainRule(rule) })),
		})),
	}
}
