import { compareKernel, parseKernel } from './kernel.ts'
import { comparePasst, parsePasst } from './passt.ts'
import { compareProgram, parseProgram } from './program.ts'

/** Which order a version belongs to. */
export type VersionKind = 'passt' | 'kernel' | 'program'

/** Half-open: `from` is in, `before` is out, as "broken from … fixed in …" is said. */
export interface VersionRange {
	readonly from?: string | undefined
	readonly before?: string | undefined
}

/** One stretch of versions, or several: what was mended can break again. */
export type VersionRanges = VersionRange | readonly VersionRange[]

const isList = (ranges: VersionRanges): ranges is readonly VersionRange[] => Array.isArray(ranges)
export const rangesOf = (ranges: VersionRanges): readonly VersionRange[] =>
	isList(ranges) ? ranges : [ranges]

/** A run has few versions and asks about them for every check of every cell. */
const MAX_REMEMBERED = 1000

function orderOf<V>(parse: (text: string) => V | undefined, compare: (a: V, b: V) => number) {
	const parsed = new Map<string, V | undefined>()
	const read = (text: string): V | undefined => {
		if (parsed.has(text)) return parsed.get(text)
		if (parsed.size >= MAX_REMEMBERED) parsed.clear()
		const version = parse(text)
		parsed.set(text, version)
		return version
	}
	return (a: string, b: string): number | undefined => {
		const [left, right] = [read(a), read(b)]
		return left === undefined || right === undefined ? undefined : compare(left, right)
	}
}

const orders: Record<VersionKind, (a: string, b: string) => number | undefined> = {
	passt: orderOf(parsePasst, comparePasst),
	kernel: orderOf(parseKernel, compareKernel),
	program: orderOf(parseProgram, compareProgram),
}

/** Negative, zero or positive; undefined when one of the two is no version of that kind. */
export function compareVersions(kind: VersionKind, a: string, b: string): number | undefined {
	return orders[kind](a, b)
}

/**
 * Whether a version lies in a range, or in one of several; undefined when `version` cannot be read.
 * @throws RangeError when an end of a range is no version: that is a rule's mistake, not a guest's.
 */
export function inRange(kind: VersionKind, version: string, ranges: VersionRanges): boolean | undefined {
	const answers = rangesOf(ranges).map((range) => inOneRange(kind, version, range))
	return answers.includes(undefined) ? undefined : answers.includes(true)
}

function inOneRange(kind: VersionKind, version: string, range: VersionRange): boolean | undefined {
	for (const end of [range.from, range.before])
		if (end !== undefined && compareVersions(kind, end, end) === undefined)
			throw new RangeError(`"${end}" is not a ${kind} version`)
	if (compareVersions(kind, version, version) === undefined) return undefined
	const compareTo = (end: string): number => compareVersions(kind, version, end) ?? 0
	return (
		(range.from === undefined || compareTo(range.from) >= 0) &&
		(range.before === undefined || compareTo(range.before) < 0)
	)
}
