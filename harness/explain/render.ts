import {
	isSecurityGap,
	marks,
	networkDriver,
	type Rule,
	settingNames,
	settingText,
	stackVersion,
	wrap,
} from '#results'
import { type Change, changesOf } from './changes.ts'
import { type CheckExpectation, type Expectation } from './explain.ts'
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
	readonly assumed?: readonly string[]
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`

type Of<E extends CheckExpectation['expect']> = Extract<CheckExpectation, { expect: E }>

const only = <E extends CheckExpectation['expect']>({ checks }: Expectation, expect: E): Of<E>[] =>
	checks.filter((check): check is Of<E> => check.expect === expect)

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
	const groups = new Map<string, T[]>()
	for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
	return [...groups.values()]
}

const kebab = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** The configuration in a line, with every version that matters; `?` for what is not known. */
function configuration({ cell }: Expectation): string {
	const { axes, daemonSettings } = cell
	const version = (part: Parameters<typeof stackVersion>[0]) =>
		stackVersion(part, cell) ?? '(version not known)'
	const settings = Object.entries(daemonSettings).map(
		([key, value]) =>
			`${key in settingNames ? settingNames[key as keyof typeof settingNames] : kebab(key)}=${settingText(value)}`,
	)
	const pasta = networkDriver(axes.network) === 'pasta'
	return [
		`Docker ${version('dockerd')}`,
		`RootlessKit ${version('rootlesskit')}`,
		`${pasta ? `pasta ${version('passt')}` : networkDriver(axes.network) === 'slirp4netns' ? `slirp4netns ${version('slirp4netns')}` : axes.network} with port driver ${axes.portDriver}`,
		axes.kernel === 'any' ? 'any kernel' : `kernel ${axes.kernel}`,
		`br_netfilter ${axes.brNetfilter}`,
		...(axes.guest === undefined ? [] : [`guest ${axes.guest}`]),
		...(axes.cmdline === undefined ? [] : [`with ${axes.cmdline} on the kernel’s command line`]),
		...(settings.length === 0 ? ['default daemon settings'] : settings),
	].join(' · ')
}

type Ruled = Of<'known'> | Of<'depends'>

const formWords = ({ forms }: Ruled): string =>
	Object.entries(forms)
		.map(([way, one]) => `${way} ${one}`)
		.join(', ')

function ruleLines(rule: Rule, checks: readonly Ruled[], width: number): string[] {
	return [
		...wrap(
			`${isSecurityGap(rule) ? `${marks.open.glyph} SECURITY GAP` : marks.fail.glyph} ${rule.title}`,
			width,
			'  ',
		),
		// What fails in another way, or in another form, is a failure.
		...grouped(checks, formWords).flatMap((alike) =>
			wrap(`${alike.map(({ check }) => check).join(', ')}: ${formWords(alike[0]!)}`, width, '      '),
		),
		...wrap(`because ${rule.because}`, width, '      '),
		...[...spanOf(rule), ...groundsOf(rule)].flatMap((line) => wrap(line, width, '      ')),
		`      ${rule.see}`,
	]
}

function ruleSection(title: string, checks: readonly Ruled[], width: number): string[] {
	if (checks.length === 0) return []
	const groups = grouped(checks, ({ rule }) => rule.id)
	const lines = groups.flatMap((group) => {
		const rule = group[0]?.rule
		return rule === undefined ? [] : ruleLines(rule, group, width)
	})
	return ['', `${title} (${plural(checks.length, 'check')})`, ...lines]
}

function daemonLines(expectation: Expectation, width: number): string[] {
	const { daemon, beyond } = expectation
	const refuses = !only(expectation, 'known').some(({ check }) => check === 'daemon.starts')
	if (daemon.starts === 'not-known')
		return wrap(`? Whether the Docker daemon starts is not known: ${beyondWords(beyond)}.`, width, '')
	if (!daemon.starts)
		return refuses
			? ['✘ The Docker daemon refuses to start. Its words:', ...wrap(daemon.message, width, '    ')]
			: ['✘ The Docker daemon does not start:', ...wrap(daemon.message, width, '    ')]
	return [
		'✔ The Docker daemon starts.',
		...(daemon.warning === undefined ? [] : wrap(`It warns: ${daemon.warning}`, width, '    ')),
	]
}

function holdLines(expectation: Expectation, width: number): string[] {
	const checks = only(expectation, 'pass')
	if (checks.length === 0) return []
	return [
		'',
		`${expectation.onlyRead.length === 0 ? 'Expected to hold' : 'Expected to hold, as far as release notes and sources tell'} (${plural(checks.length, 'check')})`,
		...checks.flatMap(({ check, contract }) => [`  ✔ ${check}`, ...wrap(contract, width, '      ')]),
	]
}

const onDemandWords: readonly (readonly [CheckExpectation['expect'], string])[] = [
	['pass', '✔ expected to hold'],
	['known', `${marks.fail.glyph} known to fail`],
	['depends', '? depends on a version that is not known'],
	['not-known', '? not known'],
]

function onDemandLines({ onDemand }: Expectation, width: number): string[] {
	const asked = onDemand.filter(({ expect }) => expect !== 'skipped')
	if (asked.length === 0) return []
	return [
		'',
		`Asked on demand: ${asked.length}, each only where it is named`,
		...onDemandWords.flatMap(([expect, words]) => {
			const checks = asked.filter((one) => one.expect === expect).map(({ check }) => check)
			return checks.length === 0 ? [] : wrap(`${words}: ${checks.join(', ')}`, width, '  ')
		}),
	]
}

function skippedLines(expectation: Expectation, width: number): string[] {
	const checks = only(expectation, 'skipped')
	if (checks.length === 0) return []
	return [
		'',
		`Not asked in this configuration (${plural(checks.length, 'check')})`,
		...grouped(checks, ({ reason }) => reason).flatMap((group) => [
			...wrap(`– ${group[0]?.reason ?? ''}:`, width, '  '),
			...wrap(group.map(({ check }) => check).join(', '), width, '      '),
		]),
	]
}

function changeLines({ what, daemonStarts, gained, lost, dropped }: Change, width: number): string[] {
	const failing = grouped(lost, ({ rule }) => rule.id)
	return [
		...wrap(`→ ${what}`, width, '  '),
		...(daemonStarts
			? wrap(
					`the daemon starts, and ${plural(gained.length, 'check')} that it now keeps from running would hold`,
					width,
					'      ',
				)
			: wrap(`holds then: ${gained.join(', ')}`, width, '      ')),
		...failing.flatMap((group) => {
			const rule = group[0]?.rule
			const mark =
				rule && isSecurityGap(rule)
					? `${marks.open.glyph} SECURITY GAP then`
					: `${marks.fail.glyph} fails then`
			return wrap(
				`${mark}: ${rule?.title ?? ''} (${group.map(({ check }) => check).join(', ')})`,
				width,
				'      ',
			)
		}),
		...(dropped.length === 0 ? [] : wrap(`no longer asked: ${dropped.join(', ')}`, width, '      ')),
	]
}

/** What would change what is expected, and what of it opens a security gap; no lines where all is expected to hold. */
export function renderChanges(expectation: Expectation, width: number): string[] {
	const wrong =
		expectation.daemon.starts === false ||
		only(expectation, 'known').length + only(expectation, 'depends').length > 0
	if (!wrong) return []
	const changes = changesOf(expectation)
	return [
		'',
		'What would change it',
		...(changes.length === 0
			? ['  Nothing that is known.']
			: changes.flatMap((change) => changeLines(change, width))),
	]
}

/** What a cell is expected to do, for somebody who wants to know what to upgrade: the bad news first. */
export function renderExplanation(expectation: Expectation, { width, assumed = [] }: RenderOptions): string {
	return [
		...wrap(configuration(expectation), width, ''),
		...(assumed.length === 0 ? [] : wrap(`Not said, so assumed: ${assumed.join('; ')}.`, width, '')),
		...knowledgeLines(expectation, width),
		'',
		...daemonLines(expectation, width),
		...ruleSection('Known to fail', only(expectation, 'known'), width),
		...ruleSection('Depends on a version that is not known', only(expectation, 'depends'), width),
		...renderChanges(expectation, width),
		...notKnownLines(expectation, width),
		...holdLines(expectation, width),
		...onDemandLines(expectation, width),
		...caveatLines(expectation.caveats, width),
		...skippedLines(expectation, width),
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
		changes: changesOf(expectation).map(({ lost, ...change }) => ({
			...change,
			lost: lost.map(({ check, rule }) => ({ check, rule: plainRule(rule) })),
		})),
	}
}
