import { axisNames, isOptionalAxis } from '#results'
import { quotedList } from '../choice.ts'
import { completer } from '../plan/cover/complete.ts'
import { everyRow, open } from '../plan/cover/space.ts'
import { brokenRule } from '../plan/excluded.ts'
import { entriesOf, sizeOf, spaceOfEntry, type Entry } from '../plan/expand.ts'
import type { Matrix } from '../plan/matrix.ts'
import { showPath, type Problem } from './problem.ts'
import { closest } from './suggest.ts'
import { knownCoverage } from './tolerant.ts'
import type { YamlSource } from './yaml-source.ts'

/** More than anybody waits for; a product grows faster than one thinks. */
const maximumCells = 100_000

/** Combinations that are examined for them: constraints leave less than half of most products. */
const maximumProduct = 1_000_000

/** Of a pairwise cover, whose size cannot be told beforehand: the two longest axes make at least so many. */
const maximumPairs = 10_000

export type Report = (path: readonly PropertyKey[], message: string, suggestion?: string) => Problem

export const reporter =
	(source: YamlSource): Report =>
	(path, message, suggestion) => ({
		...source.place(path),
		path: showPath(source.real(path)),
		message,
		suggestion,
	})

function* unknownProfiles(matrix: Matrix, report: Report): Generator<Problem> {
	const names = Object.keys(matrix.daemons)
	const parts = [
		{ path: ['axes'], lists: matrix.axes },
		...(['cells', 'include', 'exclude'] as const).flatMap((part) =>
			matrix[part].map((lists, index) => ({ path: [part, index], lists })),
		),
	]
	const known = names.length === 0 ? 'and "daemons" has none' : `expected one of ${quotedList(names)}`
	for (const { path, lists } of parts)
		for (const [index, name] of (lists.daemon ?? []).entries())
			if (!Object.hasOwn(matrix.daemons, name))
				yield report(
					[...path, 'daemon', index],
					`no daemon profile is called "${name}"; ${known}`,
					closest(name, names),
				)
}

/** zod passes over this key of a map without a word. */
function* hiddenProfile({ daemons }: Matrix, source: YamlSource): Generator<Problem> {
	if (!Object.hasOwn(daemons, '__proto__')) return
	yield {
		...source.keyPlace(['daemons'], '__proto__'),
		path: showPath(['daemons', '__proto__']),
		message: 'no profile may be called so',
	}
}

function* missingParts(matrix: Matrix, report: Report, source: YamlSource): Generator<Problem> {
	// Of a coverage that cannot be read nobody knows whether it needs cells.
	if (knownCoverage(source.value) === 'list' && matrix.cells.length === 0)
		yield report(['cells'], 'coverage "list" needs at least one cell here')
	if (matrix.coverage !== 'list' && matrix.cells.length > 0)
		yield report(
			['cells'],
			`coverage "${matrix.coverage}" makes the cells from "axes"; put further ones under "include"`,
		)
	for (const { origin, lists } of entriesOf(matrix)) {
		const missing = axisNames.filter((axis) => lists[axis] === undefined && !isOptionalAxis(axis))
		if (missing.length > 0)
			yield report(origin, `no value for ${quotedList(missing)}, neither here nor in "axes"`)
	}
}

function* impossible(matrix: Matrix, report: Report): Generator<Problem> {
	for (const entry of entriesOf(matrix)) {
		const space = spaceOfEntry(entry, matrix)
		const { complete, because } = completer(space)
		const anything = space.sizes.map(() => open)
		if (complete(anything) !== undefined) continue
		const rules = because(anything).flatMap((index) => space.rules[index] ?? [])
		if (entry.origin[0] === 'axes') {
			const reasons = rules.map(({ reason }) => reason)
			yield report(['axes'], `no combination of these values can be run: ${reasons.join('; ')}`)
		} else {
			// What the file excludes itself is no mistake, even if nothing is left of the entry.
			const reasons = rules.flatMap(({ by, reason }) => ('constraint' in by ? [reason] : []))
			if (reasons.length > 0) yield report(entry.origin, `cannot be run: ${reasons.join('; ')}`)
		}
	}
}

const countCells = (entries: readonly Entry[], matrix: Matrix): number =>
	entries.reduce((sum, entry) => {
		const space = spaceOfEntry(entry, matrix)
		let count = 0
		for (const row of everyRow(space.sizes)) if (brokenRule(space, row) === undefined) count++
		return sum + count
	}, 0)

function* tooLarge(matrix: Matrix, report: Report): Generator<Problem> {
	const sizes = (entry: Entry) =>
		axisNames.map((axis) => entry.lists[axis]?.length ?? 1).sort((a, b) => b - a)
	const isCovered = ({ origin }: Entry) => matrix.coverage === 'pairwise' && origin[0] === 'axes'
	const entries = entriesOf(matrix)
	const listed = entries.filter((entry) => !isCovered(entry))
	const size = listed.reduce((sum, { lists }) => sum + sizeOf(lists), 0)
	const isLarge = size > maximumCells
	const cells = isLarge && size <= maximumProduct ? countCells(listed, matrix) : size
	if (cells > maximumCells)
		yield report(['axes'], `stands for ${cells} cells; at most ${maximumCells} can be planned`)
	const [largest = 1, next = 1] = entries.filter(isCovered).flatMap(sizes)
	if (largest * next > maximumPairs)
		yield report(
			['axes'],
			`needs at least ${largest * next} cells; a pairwise cover may have ${maximumPairs}`,
		)
}

/** What zod cannot see: references, completeness, constraints, and sizes. */
export function crossCheck(matrix: Matrix, source: YamlSource): Problem[] {
	const report = reporter(source)
	const problems = [
		...hiddenProfile(matrix, source),
		...unknownProfiles(matrix, report),
		...missingParts(matrix, report, source),
	]
	const large = [...tooLarge(matrix, report)]
	return [...problems, ...(large.length > 0 ? large : impossible(matrix, report))]
}
