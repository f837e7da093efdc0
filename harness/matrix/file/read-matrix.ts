import { axes as axesSchema } from '#results'
import { expandMatrix, type Origin } from '../plan/expand.ts'
import type { Matrix } from '../plan/matrix.ts'
import { identify } from '../plan/plan-matrix.ts'
import { crossCheck, reporter, type Report } from './cross-check.ts'
import { MatrixFileError, showPath, type Problem } from './problem.ts'
import { matrixFileSchema } from './schema.ts'
import { problemsOf } from './schema-problems.ts'
import { tolerantMatrix } from './tolerant.ts'
import { parseYaml, type YamlSource } from './yaml-source.ts'

/** What only a file without other problems can be asked: which cells are which. */
function* identityProblems(matrix: Matrix, report: Report, source: YamlSource): Generator<Problem> {
	const { candidates, excluded } = expandMatrix(matrix)
	for (const index of matrix.exclude.keys())
		if (!excluded.some(({ by }) => 'exclude' in by && by.exclude === index))
			yield report(['exclude', index], 'matches no cell')
	const first = new Map<string, Origin>()
	const told = new Set<string>()
	for (const { axes, origin } of candidates) {
		const { id } = identify(matrix, axesSchema.parse(axes))
		const earlier = first.get(id)
		if (earlier === undefined) first.set(id, origin)
		else if (!told.has(showPath(origin))) {
			told.add(showPath(origin))
			const where =
				showPath(earlier) === showPath(origin)
					? 'more than once: a value is listed twice, or two daemon profiles have the same settings'
					: `that ${showPath(earlier)} (line ${source.place(earlier).line}) already has`
			yield report(origin, `asks for a cell ${where}`)
		}
	}
}

/**
 * Reads a matrix file's text.
 * @throws MatrixFileError with every problem at once, each with its line and column.
 */
export function readMatrix(text: string, file: string): Matrix {
	const { source, problems } = parseYaml(text)
	if (source === undefined) throw new MatrixFileError(file, problems)
	if (source.value === null || source.value === undefined)
		throw new MatrixFileError(file, [{ line: 1, column: 1, path: '', message: 'the file is empty' }])
	const checked = matrixFileSchema.safeParse(source.value)
	const isMap = typeof source.value === 'object' && !Array.isArray(source.value)
	const all = [
		...problems,
		...(checked.success ? [] : problemsOf(checked.error.issues, source)),
		...(isMap ? crossCheck(tolerantMatrix(source.value), source) : []),
	]
	if (!checked.success || all.length > 0) throw new MatrixFileError(file, all)
	const { schemaVersion: _, ...matrix } = checked.data
	const confused = [...identityProblems(matrix, reporter(source), source)]
	if (confused.length > 0) throw new MatrixFileError(file, confused)
	return matrix
}
