import { defaultSettings } from '../../expectations/index.ts'
import { settingName, settingText } from '../../model/index.ts'
import { axesSpokenOf, axisText, isNothing } from '../../schema/index.ts'
import type { Axes, CellRecord, Results } from '../../schema/index.ts'
import { setsInVain } from './best.ts'
import type { Texts } from '../words/catalogue/english.js'
import { valueWords } from '../words/catalogue/values.js'

/** What is so of a configuration, as a reader would say it; the name of a profile says nothing. */
interface Feature {
	readonly name: string
	readonly words: string
	/** What is as nobody set it is said only where it tells configurations apart. */
	readonly isDefault: boolean
	readonly isSetting: boolean
}

function settingsOf({ daemonSettings }: CellRecord, names: readonly string[], texts: Texts): Feature[] {
	const settings: Readonly<Record<string, unknown>> = { ...daemonSettings }
	const defaults: Readonly<Record<string, unknown>> = { ...defaultSettings }
	return names.map((name) => {
		const value = settings[name] ?? defaults[name]
		const called = settingName(name)
		const words =
			value === undefined || value === '' || (name === 'mtu' && value === 'default')
				? texts.decision.unset(called)
				: `${called}=${settingText(value)}`
		return {
			name,
			words,
			isDefault: settings[name] === undefined || value === defaults[name],
			isSetting: true,
		}
	})
}

/** Axes whose values do not say of what they are. */
const nameless: ReadonlySet<string> = new Set([
	'brNetfilter',
	'rootlesskit',
	'guest',
	'cmdline',
	'modules',
	'upgradeFrom',
])

/** `RootlessKit bundled`, `not upgraded` */
function axisWords(axis: keyof Axes, value: string, texts: Texts, isAlone = false): string {
	const { axis: names, decision } = texts
	if (isNothing(axis, value)) return decision.nothing[axis] ?? value
	const said = valueWords(axis, value, texts)
	return nameless.has(axis) || isAlone ? `${names[axis]} ${said}` : said
}

/** Axes first; those on which these cells do not differ say nothing. */
function featuresOf(cells: readonly CellRecord[], texts: Texts): Feature[][] {
	const differ = axesSpokenOf(cells).filter(
		(axis) =>
			axis !== 'docker' &&
			axis !== 'daemon' &&
			new Set(cells.map(({ axes }) => axisText(axes, axis))).size > 1,
	)
	const names = [...new Set(cells.flatMap(({ daemonSettings }) => Object.keys(daemonSettings)))]
	return cells.map((cell) => [
		...differ.map((axis) => {
			const value = axisText(cell.axes, axis)
			return {
				name: axis,
				// Drivers and port drivers bear the same names.
				words: axisWords(axis, value, texts, axis === 'portDriver' && !differ.includes('network')),
				isDefault: isNothing(axis, value),
				isSetting: false,
			}
		}),
		...settingsOf(cell, names, texts),
	])
}

const has = (features: readonly Feature[], { name, words }: Feature): boolean =>
	features.some((one) => one.name === name && one.words === words)

const say = (features: readonly Feature[]): string => features.map(({ words }) => words).join(' · ')

/**
 * One configuration among others: all that it differs in and that makes a difference, and the settings that somebody chose.
 * @param isAlike whether another one shows the same; a matrix that pairs values by chance tried it on some kernel or other.
 */
export function configurationWords(
	results: Results,
	cell: number,
	among: readonly number[],
	texts: Texts,
	isAlike: (one: CellRecord, other: CellRecord) => boolean,
): string {
	const all = [cell, ...among.filter((one) => one !== cell)].map((index) => results.cells[index]!)
	const [own = [], ...others] = featuresOf(all, texts)
	const [first, ...rest] = all
	const unlike = others.filter((_, at) => first !== undefined && !isAlike(first, rest[at]!))
	// What makes no difference there is nothing to be taken.
	const idle = first !== undefined && (setsInVain(first) || first.axes.brNetfilter === 'loaded')
	const said = own.filter(({ name, isDefault }) => !isDefault && !(idle && name === 'ignoreBrNetfilterError'))
	// Where a daemon comes from is nothing to be taken, unless nothing else tells two apart.
	const now = said.filter(({ name }) => name !== 'upgradeFrom')
	if (now.length > 0 || said.length > 0) return say(telling(now.length > 0 ? now : said, unlike))
	return say(
		telling(
			own.filter(({ isSetting }) => !isSetting),
			unlike,
		),
	)
}

/** Without the kernel, where it is not needed to tell it from these: of all else a reader takes another value, left alone. */
function telling(features: readonly Feature[], others: readonly Feature[][]): readonly Feature[] {
	let said = features
	for (const feature of features) {
		const fewer = said.filter((one) => one !== feature)
		const isNeeded = others.some((other) => fewer.every((one) => has(other, one)))
		if (!isNeeded && fewer.length > 0 && feature.name === 'kernel') said = fewer
	}
	return said
}

const weight = ({ name, isDefault, isSetting }: Feature): number =>
	// A driver says more than its port driver.
	isSetting ? (isDefault ? 1 : 3) : name === 'brNetfilter' ? 2 : name === 'portDriver' ? -1 : 0

/** What some configurations have in common and no other has; undefined where there is no such thing. */
export function apart(
	results: Results,
	some: readonly number[],
	others: readonly number[],
	texts: Texts,
): string | undefined {
	const all = [...some, ...others].map((index) => results.cells[index]!)
	const features = featuresOf(all, texts)
	const rest = features.slice(some.length)
	const [first = [], ...mine] = features.slice(0, some.length)
	let common = first.filter((one) => mine.every((each) => has(each, one)))
	const tells = (said: readonly Feature[]) =>
		said.length > 0 && !rest.some((other) => said.every((one) => has(other, one)))
	if (rest.length === 0 || !tells(common)) return undefined
	// What a reader need not know to tell them apart is left out: axes first, and last what somebody set.
	for (const one of [...common].sort((a, b) => weight(a) - weight(b))) {
		const fewer = common.filter((other) => other !== one)
		if (tells(fewer)) common = fewer
	}
	return say(common)
}
