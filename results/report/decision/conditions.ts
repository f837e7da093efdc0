import {
	defaultSettings,
	isOnlyReadOf,
	namedSettings,
	type Remedy,
	type RuleConditions,
} from '../../expectations/index.ts'
import { settingName, type StackPart } from '../../model/index.ts'
import { rangesOf, type VersionRange, type VersionRanges } from '../../versions/index.ts'
import type { Texts } from '../words/catalogue/english.js'
import { english } from '../words/catalogue/english.js'
import { valueWords } from '../words/catalogue/values.js'

const oneRange = ({ from, before }: VersionRange): string =>
	[from === undefined ? '' : `≥ ${from}`, before === undefined ? '' : `< ${before}`]
		.filter(Boolean)
		.join(', ')

const rangeWords = (ranges: VersionRanges): string[] => rangesOf(ranges).map(oneRange)

type Entries = Readonly<Record<string, unknown>>
const omit = <T extends object>(all: T | undefined, ...names: string[]): Partial<T> =>
	Object.fromEntries(
		Object.entries((all ?? {}) as Entries).filter(([name]) => !names.includes(name)),
	) as Partial<T>

/** What a remedy does away with is no condition to be named beside it. */
export function withoutChanged(
	{ axes = {}, daemon = {}, versions = {} }: RuleConditions,
	remedy: Remedy,
): RuleConditions {
	switch (remedy.kind) {
		case 'upgrade':
		case 'downgrade':
			return { axes, daemon, versions: omit(versions, remedy.part) }
		case 'kernel':
			return { axes: omit(axes, 'brNetfilter'), daemon, versions }
		case 'profile':
			return { axes: omit(axes, 'guest'), daemon, versions }
		case 'setting':
			return { axes, daemon: omit(daemon, remedy.setting), versions }
		case 'network':
			return { axes: omit(axes, 'portDriver', 'network'), daemon, versions }
	}
}

/** Without a setting that is named already. */
export const withoutSetting = (when: RuleConditions, name: string): RuleConditions => ({
	...when,
	daemon: omit(when.daemon, name),
})

/** One range where the end of one is the beginning of the other. */
export function joined(ranges: readonly VersionRange[]): VersionRange[] {
	for (const one of ranges)
		for (const other of ranges)
			if (one !== other && one.before !== undefined && one.before === other.from) {
				const rest = ranges.filter((range) => range !== one && range !== other)
				return joined([...rest, { from: one.from, before: other.before }])
			}
	return [...ranges]
}

const everything = (ranges: readonly VersionRange[]): boolean =>
	ranges.some(({ from, before }) => from === undefined && before === undefined)

type Place = readonly [group: keyof RuleConditions, name: string]
const groups = ['axes', 'daemon', 'versions'] as const
const at = (when: RuleConditions, [group, name]: Place): unknown =>
	(when[group] as Entries | undefined)?.[name]

/** What is so where either holds; undefined where they differ in more than one thing. */
function either(a: RuleConditions, b: RuleConditions): RuleConditions | undefined {
	const places = groups.flatMap((group): Place[] =>
		Object.keys({ ...a[group], ...b[group] }).map((name) => [group, name]),
	)
	const differ = places.filter((one) => JSON.stringify(at(a, one)) !== JSON.stringify(at(b, one)))
	const [place] = differ
	if (place === undefined) return a
	if (differ.length > 1) return undefined
	const [group, name] = place
	const [mine, theirs] = [at(a, place), at(b, place)]
	const without = { ...a, [group]: omit(a[group], name) }
	// A condition that one of them does not make is none of both.
	if (mine === undefined || theirs === undefined) return without
	const values =
		group === 'versions'
			? joined([...rangesOf(mine as VersionRanges), ...rangesOf(theirs as VersionRanges)])
			: [...new Set([...(mine as unknown[]), ...(theirs as unknown[])])]
	if (group === 'versions' && everything(values as VersionRange[])) return without
	return { ...a, [group]: { ...a[group], [name]: values } }
}

/** As few conditions as say the same as all of them, any of which may hold. */
export function anyOf(conditions: readonly RuleConditions[]): RuleConditions[] {
	for (const [place, one] of conditions.entries())
		for (const [further, other] of conditions.entries()) {
			if (further <= place) continue
			const both = either(one, other)
			if (both === undefined) continue
			return anyOf(conditions.flatMap((each, at) => (at === place ? [both] : at === further ? [] : [each])))
		}
	return [...conditions]
}

/** With those of more that make a range whole, or a list: none that would be one condition more to read. */
export function alsoIn(
	conditions: readonly RuleConditions[],
	more: readonly RuleConditions[],
): RuleConditions[] {
	const all = [...conditions]
	const has = (one: RuleConditions) => all.some((other) => JSON.stringify(other) === JSON.stringify(one))
	for (const one of more) if (!has(one) && anyOf([...all, one]).length <= anyOf(all).length) all.push(one)
	return all
}

/** The conditions of a rule as one would say them, but for `docker`, which the reader has before them. */
export function conditionWords(
	{ axes = {}, daemon = {}, versions = {} }: RuleConditions,
	texts: Texts,
): string {
	const { is, or, parts } = texts.decision
	const axisWords = (['guest', 'brNetfilter', 'portDriver', 'network'] as const).flatMap((axis) => {
		const values = axes[axis]?.map((value) => valueWords(axis, value, texts))
		return values === undefined ? [] : [is(texts.axis[axis], values.join(or))]
	})
	const settings = namedSettings.flatMap((name) => {
		const values: readonly unknown[] | undefined = daemon[name]
		if (values === undefined || values.includes(defaultSettings[name])) return []
		return [`${settingName(name)}=${values.join(or)}`]
	})
	const ranges = (Object.keys(versions) as StackPart[]).flatMap((part) =>
		part === 'dockerd' ? [] : [is(parts[part], rangeWords(versions[part] ?? {}).join(or))],
	)
	const words =
		(axes.cmdlineWord ?? []).length === 0 ? [] : [is(texts.axis.cmdline, axes.cmdlineWord!.join(or))]
	const absent = (axes.moduleAbsent ?? []).map((name) => valueWords('modules', `${name}=absent`, texts))
	const modules = absent.length === 0 ? [] : [is(texts.axis.modules, absent.join(or))]
	return [...ranges, ...axisWords, ...settings, ...words, ...modules].join(texts.decision.and)
}

/** Which of the newer versions are not meant, and what begins with others. */
function newerWords(
	{ part, version, except = [], begins = [] }: Extract<Remedy, { kind: 'upgrade' }>,
	texts: Texts,
	isMeasured: boolean,
): string {
	const { aside, and, remedy: say } = texts.decision
	const words = [
		...(!isMeasured && isOnlyReadOf(part, version) ? [say.onlyRead] : []),
		...(except.length === 0 ? [] : [say.except(except.map(oneRange).join(texts.semicolon))]),
		...begins.map(({ from, checks }) => say.begins(from, checks.join(and))),
	]
	return words.length === 0 ? '' : aside(words.join(texts.semicolon))
}

/** What to do, in a few words without a full stop. @param isMeasured whether a cell of this run shows that it helps. */
export function remedyWords(remedy: Remedy, texts: Texts = english, isMeasured = false): string {
	const say = texts.decision.remedy
	switch (remedy.kind) {
		case 'upgrade':
			return (
				say.upgrade(texts.decision.parts[remedy.part], remedy.version) +
				newerWords(remedy, texts, isMeasured) +
				(remedy.ignoring ? say.andIgnore : '')
			)
		case 'downgrade':
			return say.downgrade(texts.decision.parts[remedy.part], remedy.version)
		case 'kernel':
			return say[remedy.now]
		case 'profile':
			return say.profile
		case 'setting':
			if (remedy.to === '1') return say.set(settingName(remedy.setting))
			return (remedy.setting === 'icc' ? say.iccDefault : say.leave)(settingName(remedy.setting))
		case 'network':
			return remedy.driver === 'slirp4netns'
				? say.portDriver(remedy.portDriver)
				: say.slirp(remedy.portDriver, remedy.driver)
	}
}

/** Several of them, all of which have to be done. */
export const remediesWords = (remedies: readonly Remedy[], texts: Texts, isMeasured = false): string =>
	remedies.map((remedy) => remedyWords(remedy, texts, isMeasured)).join(texts.decision.andThen)

/** The same as a sentence begins. */
export const remedySentence = (remedy: Remedy, texts: Texts = english): string =>
	remedyWords(remedy, texts).replace(/^./, (letter) => letter.toUpperCase())
