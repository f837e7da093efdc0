import { type Beyond, type Caveat, type EdgePart, type Rule, wrap } from '#results'
import type { CheckExpectation, Expectation } from './explain.ts'

const names: Readonly<Record<EdgePart, string>> = {
	dockerd: 'Docker',
	rootlesskit: 'RootlessKit',
	slirp4netns: 'slirp4netns',
	passt: 'passt',
	kernel: 'Linux',
}

/** `nothing newer than Docker 29.9.0 and passt 2026_10_02 was tried or read about` */
export const beyondWords = (beyond: readonly Beyond[]): string =>
	`nothing newer than ${beyond.map(({ part, known }) => `${names[part]} ${known}`).join(' and ')} was tried or read about`

/** How far what follows can be trusted, where that is not as far as a measurement. */
export function knowledgeLines({ beyond, onlyRead }: Expectation, width: number): string[] {
	const read = onlyRead.filter(({ part }) => !beyond.some((one) => one.part === part))
	return [
		...(beyond.length === 0
			? []
			: wrap(`Not known: ${beyondWords(beyond)}. What follows is what held up to there.`, width, '')),
		...(read.length === 0
			? []
			: wrap(
					`Read about, not measured: ${read.map(({ part, version, known }) => `${names[part]} ${version} (measured up to ${known})`).join(', ')}.`,
					width,
					'',
				)),
	]
}

/** Whether a rule was only read of, or seen in a run that nobody can repeat here. */
export const groundsOf = ({ seen }: Pick<Rule, 'seen'>): string[] =>
	seen === undefined
		? []
		: [seen === 'read' ? 'read of, in no run so far' : 'seen in a run elsewhere, not repeated here']

/** Each check of which nothing is known any more, with what was known of it last. */
export function notKnownLines({ checks, beyond }: Expectation, width: number): string[] {
	const open = checks.filter(
		(one): one is Extract<CheckExpectation, { expect: 'not-known' }> => one.expect === 'not-known',
	)
	if (open.length === 0) return []
	return [
		'',
		`Not known (${open.length} check${open.length === 1 ? '' : 's'})`,
		...wrap(`${beyondWords(beyond)}:`, width, '  '),
		...open.flatMap(({ check, contract, rule }) => [
			`  ? ${check}`,
			...wrap(contract, width, '      '),
			...(rule === undefined
				? []
				: wrap(`it failed up to there: ${rule.title}: ${rule.see}`, width, '      ')),
		]),
	]
}

/** What is known of hosts, and of uses, that a configuration says nothing of. */
export function caveatLines(caveats: readonly Caveat[], width: number): string[] {
	if (caveats.length === 0) return []
	return [
		'',
		'Known of hosts and uses that the configuration does not describe',
		...caveats.flatMap(({ where, title, because, instead, see, ...caveat }) => [
			...wrap(`! Where ${where}: ${title}`, width, '  '),
			...wrap(`because ${because}`, width, '      '),
			...(instead === undefined ? [] : wrap(`instead: ${instead}`, width, '      ')),
			...[...spanOf(caveat), ...groundsOf(caveat)].map((line) => `      ${line}`),
			`      ${see}`,
		]),
	]
}

/** `since Docker 29.0.0, fixed in Docker 29.0.2`, in one line. */
export function spanOf({ since, fixed }: Pick<Rule, 'since' | 'fixed'>): string[] {
	const span = [
		...(since === undefined ? [] : [`since ${since}`]),
		...(fixed === undefined ? [] : [`fixed in ${fixed}`]),
	]
	return span.length === 0 ? [] : [span.join(', ')]
}
