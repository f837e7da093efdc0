import { readdir } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { listPresets, loadMatrix, planMatrix } from '#harness/matrix'
import { examplesOf } from '#images/providers'
import { listRuns, reportForms } from '#results'
import { matrixSource } from '../../find-up.ts'
import { flagOf } from '../report/form-flags.ts'
import { progressReporters } from '../../view/open.ts'

/** Looks up the names that stand at a place, `last` being what of the name is typed; a completion never fails. */
type Names = (words: readonly string[], last: string) => Promise<readonly string[]>

const checks: Names = async () => (await import('#suites')).catalogue.map(({ id }) => id)

const namedMatrix = (words: readonly string[]) => {
	const after = (flags: readonly string[]) => words.find((_, index) => flags.includes(words[index - 1] ?? ''))
	return { preset: after(['-p', '--preset']), matrix: after(['-m', '--matrix']) }
}

const cellsOf = async (source: Parameters<typeof loadMatrix>[0]): Promise<readonly string[]> =>
	planMatrix(await loadMatrix(source, { signal: AbortSignal.timeout(2_000) })).cells.map(({ slug }) => slug)

/** The cells of the matrix that the line names, else of the one that lies here. */
const cells: Names = async (words) => {
	const source = matrixSource(namedMatrix(words))
	return source === undefined ? [] : cellsOf(source)
}

/** `shell` looks through the presets where the line names no matrix. */
const shellCells: Names = async (words, last) => {
	const named = namedMatrix(words)
	if (named.preset !== undefined || named.matrix !== undefined) return cells(words, last)
	const found = await Promise.all((await listPresets()).map((preset) => cellsOf({ preset })))
	return [...new Set(found.flat())]
}

const runs: Names = async (words) => {
	const found = await listRuns(words.find((_, index) => words[index - 1] === '--runs-dir') ?? 'runs')
	return found.flatMap(({ dir, hasLog }) => (hasLog ? [dir] : []))
}

/** With the directories that may have some. */
const yamlFiles: Names = async (_, last) => {
	const typed = last.endsWith('/') ? last : `${dirname(last)}/`
	const shown = last.includes('/') ? typed : ''
	const entries = await readdir(typed, { withFileTypes: true })
	return entries.flatMap((entry) => {
		if (entry.isDirectory()) return entry.name.startsWith('.') ? [] : [`${join(shown, entry.name)}/`]
		return /\.ya?ml$/.test(entry.name) ? [join(shown, entry.name)] : []
	})
}

/** Forms that a value of an axis may have, but for those with a place that only the reader knows. */
const valuesOf =
	(axis: 'docker' | 'guest' | 'kernel' | 'network'): Names =>
	async () =>
		examplesOf(axis).flatMap(({ value }) => (/[A-Z]{3}/.test(value) ? [] : [value]))

const reporters: Names = async () => [
	...progressReporters,
	...reportForms.map(({ id }) => flagOf(id).slice('--'.length)),
]

/** No more than there are cores: VMs that share one are slow enough to fail. */
const jobs: Names = async () => Array.from({ length: availableParallelism() }, (_, index) => `${index + 1}`)

/** Values of flags, by the flag's long name, behind its verb where other verbs mean something else by it. */
export const ofFlags: Readonly<Record<string, Names>> = {
	'--preset': listPresets,
	'--only': cells,
	'--jobs': jobs,
	'--checks': checks,
	'--resume': runs,
	'--last-failed': runs,
	'--reporter': reporters,
	'--shard': async () => ['auto'],
	'--history': runs,
	'init --docker': valuesOf('docker'),
	'init --kernel': valuesOf('kernel'),
	'--guest': valuesOf('guest'),
	'--network': valuesOf('network'),
	'bisect --check': checks,
}

/** What may stand behind a verb without a flag; files where nothing is said. */
export const ofVerbs: Readonly<Record<string, Names>> = {
	checks,
	explain: cells,
	shell: shellCells,
	validate: yamlFiles,
	report: runs,
	'show-report': runs,
	diff: runs,
	merge: runs,
}
