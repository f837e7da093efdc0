import {
	compareVersions,
	inRange,
	rangesOf,
	type VersionRange,
	type VersionRanges,
} from '../versions/index.ts'
import type { RuleConditions } from './rule.ts'
import { stackParts, type StackPart } from '../model/index.ts'

type Lists = Readonly<Record<string, readonly unknown[] | undefined>>

/** Undefined when some list of the two has nothing in common. */
function listsMeet(a: Lists, b: Lists): Lists | undefined {
	const met: Record<string, readonly unknown[]> = {}
	for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
		const [left, right] = [a[key], b[key]]
		const both =
			left === undefined || right === undefined ? (left ?? right) : left.filter((one) => right.includes(one))
		if (both?.length === 0) return undefined
		if (both !== undefined) met[key] = both
	}
	return met
}

const isLater = (part: StackPart, a: string, b: string): boolean =>
	(compareVersions(stackParts[part], a, b) ?? 0) > 0

/** The later beginning and the earlier end; undefined when nothing lies between. */
function oneMeet(part: StackPart, a: VersionRange, b: VersionRange): VersionRange | undefined {
	const froms = [a.from, b.from].filter((end) => end !== undefined)
	const befores = [a.before, b.before].filter((end) => end !== undefined)
	const from = froms.sort((x, y) => (isLater(part, x, y) ? -1 : 1))[0]
	const before = befores.sort((x, y) => (isLater(part, x, y) ? 1 : -1))[0]
	if (from !== undefined && before !== undefined && inRange(stackParts[part], from, { before }) !== true)
		return undefined
	return { from, before }
}

/** What lies in both; undefined when nothing does. */
export function rangesMeet(
	part: StackPart,
	a: VersionRanges,
	b: VersionRanges,
): readonly VersionRange[] | undefined {
	const met = rangesOf(a).flatMap((left) => rangesOf(b).flatMap((right) => oneMeet(part, left, right) ?? []))
	return met.length === 0 ? undefined : met
}

/** The conditions under which both hold; undefined when they exclude each other whatever the cell. */
export function meet(a: RuleConditions, b: RuleConditions): RuleConditions | undefined {
	const axes = listsMeet(a.axes ?? {}, b.axes ?? {})
	const daemon = listsMeet(a.daemon ?? {}, b.daemon ?? {})
	if (axes === undefined || daemon === undefined) return undefined
	const versions: { [part in StackPart]?: VersionRanges } = {}
	for (const part of Object.keys(stackParts) as StackPart[]) {
		if (a.versions?.[part] === undefined && b.versions?.[part] === undefined) continue
		const range = rangesMeet(part, a.versions?.[part] ?? {}, b.versions?.[part] ?? {})
		if (range === undefined) return undefined
		versions[part] = range
	}
	// Lists of the same keys come out as they went in.
	return { axes, daemon, versions }
}
