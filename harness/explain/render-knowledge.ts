import { type Beyond, type Caveat, caveatWords, issueWords, type Rule } from '#results'
import type { CheckExpectation, Expectation } from './explain.ts'
import type { Pen } from './pen.ts'

/** `nothing newer than Docker 29.9.0 and passt 2026_10_02 was tried or read about` */
const newestWords = (beyond: readonly Beyond[], { words }: Pen): string =>
	words.beyond(beyond.map(({ part, known }) => `${words.parts[part]} ${known}`))

/** Why something is not known: what is newer than all that was tried, and what was never tried. */
export const beyondWords = ({ beyond, untried }: Pick<Expectation, 'beyond' | 'untried'>, pen: Pen): string =>
	[
		...(beyond.length === 0 ? [] : [newestWords(beyond, pen)]),
		...(untried === undefined ? [] : [pen.words.untried(untried)]),
	].join(pen.words.comma)

/** How far what follows can be trusted, where that is not as far as a measurement. */
export function knowledgeLines({ beyond, untried, onlyRead }: Expectation, pen: Pen): string[] {
	const { words, lines } = pen
	const read = onlyRead
		.filter(({ part }) => !beyond.some((one) => one.part === part))
		.map(({ part, version, known }) => words.measuredUpTo(`${words.parts[part]} ${version}`, known))
	return [
		...(untried === undefined ? [] : lines(words.nothingKnown(words.untried(untried)), '')),
		...(beyond.length === 0 ? [] : lines(words.notKnown(newestWords(beyond, pen)), '')),
		...(read.length === 0 ? [] : lines(words.readAbout(read), '')),
	]
}

/** Whether a rule was only read of, or seen in a run that nobody can repeat here. */
export const groundsOf = ({ seen }: Pick<Rule, 'seen'>, { words }: Pen): string[] =>
	seen === undefined ? [] : [words.rule[seen]]

/** Each check of which nothing is known any more, with what was known of it last. */
export function notKnownLines(expectation: Expectation, pen: Pen): string[] {
	const { words, texts, lines } = pen
	const open = expectation.checks.filter(
		(one): one is Extract<CheckExpectation, { expect: 'not-known' }> => one.expect === 'not-known',
	)
	if (open.length === 0) return []
	return [
		'',
		words.titles.notKnown(open.length),
		// Where nothing is beyond what was tried, the checks themselves are new.
		...lines(words.lead(beyondWords(expectation, pen) || words.unproven), '  '),
		...open.flatMap(({ check, rule }) => [
			`  ? ${check}`,
			...lines(pen.contract(check), '      '),
			...(rule === undefined
				? []
				: lines(words.rule.failedBefore(issueWords(rule, texts).title, rule.see), '      ')),
		]),
	]
}

/** What is known of hosts, and of uses, that a configuration says nothing of. */
export function caveatLines(caveats: readonly Caveat[], pen: Pen): string[] {
	const { words, texts, lines } = pen
	if (caveats.length === 0) return []
	return [
		'',
		words.titles.caveats,
		...caveats.flatMap((caveat) => {
			const { where, title, because, instead } = caveatWords(caveat, texts)
			return [
				...lines(`! ${words.rule.where(where, title)}`, '  '),
				...lines(words.rule.because(because), '      '),
				...(instead === undefined ? [] : lines(words.rule.instead(instead), '      ')),
				...[...spanOf(caveat, pen), ...groundsOf(caveat, pen)].map((line) => `      ${line}`),
				`      ${caveat.see}`,
			]
		}),
	]
}

/** `since Docker 29.0.0, fixed in Docker 29.0.2`, in one line. */
export function spanOf({ since, fixed }: Pick<Rule, 'since' | 'fixed'>, { words }: Pen): string[] {
	const span = [
		...(since === undefined ? [] : [words.rule.since(since)]),
		...(fixed === undefined ? [] : [words.rule.fixed(fixed)]),
	]
	return span.length === 0 ? [] : [span.join(words.comma)]
}
