import { axisNames, type Axes } from '#results'
import { entriesOf, expansionOf, type Origin } from '../plan/expand.ts'
import type { AxisLists, Matrix } from '../plan/matrix.ts'
import { crossCheck, reporter, type Report } from './cross-check.ts'
import { MatrixFileError, showPath, type Problem } from './problem.ts'
import { matrixFileSchema } from './schema.ts'
import { problemsOf } from './schema-problems.ts'
import { tolerantMatrix } from './tolerant.ts'
import { parseYaml, type YamlSource } from './yaml-source.ts'

/** What only a file without other problems can be asked: which cells are which. */
function* identityProblems(matrix: Matrix, report: Report, source: YamlSource): Generator<Problem> {
	for (const [index, pattern] of matrix.exclude.entries())
		if (!entriesOf(matrix).some(({ origin, lists }) => origin[0] !== 'include' && overlap(pattern, lists)))
			yield report(['exclude', index], 'matches no cell')
	const settings = settingsKey(matrix)
	const first = new Map<string, Origin>()
	const told = new Set<string>()
	for (const [index, { origin, lists }] of entriesOf(matrix).entries()) {
		const isCovered = matrix.coverage === 'pairwise' && origin[0] === 'axes'
		// A cover has cells that nobody named: what is equal there are values.
		const keys = isCovered
			? valueKeys(lists, settings)
			: expansionOf(matrix, index).cells.map(cellKey(settings))
		for (const key of keys) {
			const earlier = first.get(key)
			if (earlier === undefined) first.set(key, origin)
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
}

/** An exclude and an entry are both boxes: they meet when they meet on every axis that the exclude names. */
const overlap = (pattern: AxisLists, lists: AxisLists): boolean =>
	axisNames.every((axis) => pattern[axis]?.some((value) => lists[axis]?.includes(value)) ?? true)

type SettingsKey = (profile: string | undefined) => string

/** Two profiles with the same settings make the same cells, whatever they are called. */
function settingsKey({ daemons }: Matrix): SettingsKey {
	const keys = new Map(
		Object.entries(daemons).map(([name, settings]) => [
			name,
			JSON.stringify(Object.entries(settings).sort()),
		]),
	)
	return (profile = '') => keys.get(profile) ?? ''
}

const cellKey =
	(settings: SettingsKey) =>
	(axes: Partial<Axes>): string =>
		axisNames.map((axis) => (axis === 'daemon' ? settings(axes.daemon) : axes[axis])).join('\n')

const valueKeys = (lists: AxisLists, settings: SettingsKey): string[] =>
	axisNames.flatMap((axis) =>
		(lists[axis] ?? []).map((value) => `${axis}=${axis === 'daemon' ? settings(value) : value}`),
	)

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
