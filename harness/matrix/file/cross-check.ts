import { axisNames } from '#results'
import { quotedList } from '../axes/index.ts'
import { entriesOf, expandMatrix, sizeOf, type Origin } from '../plan/expand.ts'
import type { Matrix } from '../plan/matrix.ts'
import { showPath, type Problem } from './problem.ts'
import { closest } from './suggest.ts'
import type { YamlSource } from './yaml-source.ts'

/** More than anybody waits for; a product grows faster than one thinks. */
const maximumCells = 10_000

export type Report = (path: readonly PropertyKey[], message: string, suggestion?: string) => Problem

export const reporter =
	(source: YamlSource): Report =>
	(path, message, suggestion) => ({
		...source.place(path),
		path: showPath(source.real(path)),
		message,
		...(suggestion === undefined ? {} : { suggestion }),
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

function* missingParts(matrix: Matrix, report: Report): Generator<Problem> {
	if (matrix.coverage === 'list' && matrix.cells.length === 0)
		yield report(['cells'], 'coverage "list" needs at least one cell here')
	if (matrix.coverage === 'full' && matrix.cells.length > 0)
		yield report(['cells'], 'coverage "full" makes the cells from "axes"; put further ones under "include"')
	for (const { origin, lists } of entriesOf(matrix)) {
		const missing = axisNames.filter((axis) => lists[axis] === undefined)
		if (missing.length > 0)
			yield report(origin, `no value for ${quotedList(missing)}, neither here nor in "axes"`)
	}
}

const same = (a: Origin, b: Origin): boolean => a[0] === b[0] && a[1] === b[1]

function* impossible(matrix: Matrix, report: Report): Generator<Problem> {
	const { candidates, excluded } = expandMatrix(matrix)
	for (const { origin } of entriesOf(matrix)) {
		const lost = excluded.filter((cell) => same(cell.origin, origin))
		const left = candidates.some((cell) => same(cell.origin, origin))
		// A product loses combinations to constraints as a matter of course; a cell asked for by name does not.
		if (origin[0] === 'axes' || left) continue
		const reasons = [...new Set(lost.filter(({ by }) => 'constraint' in by).map(({ reason }) => reason))]
		if (reasons.length > 0) yield report(origin, `cannot be run: ${reasons.join('; ')}`)
	}
	if (matrix.coverage === 'full' && candidates.length === 0)
		yield report(['axes'], 'no combination of these values can be run')
}

/** What zod cannot see: references, completeness, constraints, and sizes. */
export function crossCheck(matrix: Matrix, source: YamlSource): Problem[] {
	const report = reporter(source)
	const problems = [...unknownProfiles(matrix, report), ...missingParts(matrix, report)]
	const size = entriesOf(matrix).reduce((sum, { lists }) => sum + sizeOf(lists), 0)
	if (size > maximumCells)
		return [...problems, report(['axes'], `stands for ${size} cells; at most ${maximumCells} can be planned`)]
	return [...problems, ...impossible(matrix, report)]
}
