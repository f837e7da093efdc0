import { defaultSettings, type RuleConditions, settingNames, type Remedy } from '../../expectations/index.ts'
import type { StackPart } from '../../model/index.ts'
import { rangesOf, type VersionRanges } from '../../versions/index.ts'
import type { Texts } from '../words/catalogue/english.js'
import { english } from '../words/catalogue/english.js'

const rangeWords = (ranges: VersionRanges): string[] =>
	rangesOf(ranges).map(({ from, before }) =>
		[from === undefined ? '' : `≥ ${from}`, before === undefined ? '' : `< ${before}`]
			.filter(Boolean)
			.join(', '),
	)

/** What a remedy does away with is no condition to be named beside it. */
function isChanged(remedy: Remedy | undefined, what: string): boolean {
	switch (remedy?.kind) {
		case undefined:
			return false
		case 'upgrade':
		case 'downgrade':
			return remedy.part === what
		case 'kernel':
			return what === 'brNetfilter'
		case 'setting':
			return remedy.setting === what
		case 'network':
			return what === 'portDriver' || what === 'network'
	}
}

/** The conditions of a rule as one would say them, but for `docker`, which the reader has before them. */
export function conditionWords(
	{ axes = {}, daemon = {}, versions = {} }: RuleConditions,
	texts: Texts,
	remedy?: Remedy,
): string {
	const { is, or, parts } = texts.decision
	const axisWords = (['brNetfilter', 'portDriver', 'network'] as const).flatMap((axis) => {
		const values = axes[axis]
		return values === undefined || isChanged(remedy, axis) ? [] : [is(texts.axis[axis], values.join(or))]
	})
	const settings = (Object.keys(settingNames) as (keyof typeof settingNames)[]).flatMap((name) => {
		const values: readonly unknown[] | undefined = daemon[name]
		if (values === undefined || values.includes(defaultSettings[name]) || isChanged(remedy, name)) return []
		return [`${settingNames[name]}=${values.join(or)}`]
	})
	const ranges = (Object.keys(versions) as StackPart[]).flatMap((part) =>
		part === 'dockerd' || isChanged(remedy, part)
			? []
			: [is(parts[part], rangeWords(versions[part] ?? {}).join(or))],
	)
	const words =
		(axes.cmdlineWord ?? []).length === 0 ? [] : [is(texts.axis.cmdline, axes.cmdlineWord!.join(or))]
	const absent = (axes.moduleAbsent ?? []).map((name) => `${name}=absent`)
	const modules = absent.length === 0 ? [] : [is(texts.axis.modules, absent.join(or))]
	return [...ranges, ...axisWords, ...settings, ...words, ...modules].join(texts.decision.and)
}

/** What to do, in a few words without a full stop. */
export function remedyWords(remedy: Remedy, texts: Texts = english): string {
	const say = texts.decision.remedy
	switch (remedy.kind) {
		case 'upgrade':
			return remedy.ignoring
				? say.upgradeIgnoring(remedy.version)
				: say.upgrade(texts.decision.parts[remedy.part], remedy.version)
		case 'downgrade':
			return say.downgrade(texts.decision.parts[remedy.part], remedy.version)
		case 'kernel':
			return say[remedy.now]
		case 'setting':
			return remedy.to === '1'
				? say.set(settingNames[remedy.setting])
				: say.leave(settingNames[remedy.setting])
		case 'network':
			return remedy.driver === 'slirp4netns'
				? say.portDriver(remedy.portDriver)
				: say.slirp(remedy.portDriver)
	}
}

/** The same as a sentence begins. */
export const remedySentence = (remedy: Remedy, texts: Texts = english): string =>
	remedyWords(remedy, texts).replace(/^./, (letter) => letter.toUpperCase())
