import { fullValue, readAxis } from '#harness/matrix'
import type { BisectAxis } from '#images/providers'
import { compareVersions, ConfigurationError } from '#results'

const kinds = { passt: 'passt', kernel: 'kernel', docker: 'program', rootlesskit: 'program' } as const

/** `pasta@2024_05_10` → `2024_05_10`, `debian:6.12` → `6.12`. */
const versionIn = (value: string): string => value.replace(/^(pasta@|[a-z]+:)/, '')

/** A version as a value of the axis, where only the version was said. */
export function valueOf(axis: BisectAxis, text: string): string {
	if (axis !== 'passt') return fullValue(axis, text)
	return text.startsWith('pasta@') ? text : `pasta@${text}`
}

/** Whether a text is a value of the axis that can be ordered. */
export function valueComplaint(axis: BisectAxis, value: string): string | undefined {
	const read = readAxis(axis === 'passt' ? 'network' : axis, value)
	if ('expected' in read) return `expected ${read.expected}`
	const version = versionIn(value)
	return compareVersions(kinds[axis], version, version) === undefined
		? 'expected a version, which can be ordered among others'
		: undefined
}

/**
 * The values from the good one to the bad one, in that direction, each version once: the ends as they were said, and
 * between them what there is.
 * @throws ConfigurationError when the ends are the same version.
 */
export function valuesBetween(
	axis: BisectAxis,
	{ good, bad }: { readonly good: string; readonly bad: string },
	listed: readonly string[],
): string[] {
	const compare = (a: string, b: string) => compareVersions(kinds[axis], versionIn(a), versionIn(b)) ?? 0
	const direction = Math.sign(compare(bad, good))
	if (direction === 0) throw new ConfigurationError(`--good and --bad are the same version: ${good}, ${bad}`)
	const isBetween = (value: string) =>
		valueComplaint(axis, value) === undefined &&
		compare(value, good) * direction > 0 &&
		compare(bad, value) * direction > 0
	const sorted = listed.filter(isBetween).sort((a, b) => compare(a, b) * direction)
	const once = sorted.filter((value, index) => index === 0 || compare(value, sorted[index - 1] ?? '') !== 0)
	return [good, ...once, bad]
}

/**
 * The values where somebody named what is between: these, and what a record has answers of, which stay.
 * @throws ConfigurationError naming each that lies not between the ends, or is there under another name: in silence it would
 * not be asked.
 */
export function namedValues(
	axis: BisectAxis,
	{ good, bad }: { readonly good: string; readonly bad: string },
	named: readonly string[],
	asked: readonly string[] = [],
): string[] {
	const all = [...new Set([good, bad, ...asked, ...named])]
	const values = valuesBetween(axis, { good, bad }, all)
	const wrong = all.flatMap((value) => {
		if (values.includes(value)) return []
		const same = values.find((one) => compareVersions(kinds[axis], versionIn(one), versionIn(value)) === 0)
		return [
			same === undefined
				? `${value} does not lie between ${good} and ${bad}`
				: `${value} is the version that ${same} is`,
		]
	})
	if (wrong.length === 0) return values
	throw new ConfigurationError(`--versions: ${wrong.join('; ')}`, {
		hint: 'Name versions between the ends, each once and as the record has it; --restart begins a record anew.',
	})
}
