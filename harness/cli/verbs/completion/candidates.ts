import type { Command, Option } from 'commander'
import { readdir } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { listPresets, loadMatrix, planMatrix } from '#harness/matrix'
import { examplesOf } from '#images/providers'
import { reportForms } from '#results'
import { flagOf } from '../report/form-flags.ts'
import { progressReporters } from '../../view/open.ts'

/** Looks up the names that stand at a place, `last` being what of the name is typed; a completion never fails. */
type Names = (words: readonly string[], last: string) => Promise<readonly string[]>

const checks: Names = async () => (await import('#suites')).catalogue.map(({ id }) => id)

/** The cells of the matrix that the line names already. */
const cells: Names = async (words) => {
	const after = (flags: readonly string[]) => words.find((_, index) => flags.includes(words[index - 1] ?? ''))
	const [preset, file] = [after(['-p', '--preset']), after(['-m', '--matrix'])]
	if (preset === undefined && file === undefined) return []
	const source = preset === undefined ? { file: file ?? '' } : { preset }
	return planMatrix(await loadMatrix(source, { signal: AbortSignal.timeout(2_000) })).cells.map(
		({ slug }) => slug,
	)
}

const runs: Names = async (words) => {
	const dir = words.find((_, index) => words[index - 1] === '--runs-dir') ?? 'runs'
	const names = await readdir(dir).catch(() => [])
	return names.filter((name) => /^\d{8}T/.test(name)).map((name) => `${dir}/${name}`)
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
	(axis: 'docker' | 'kernel' | 'network'): Names =>
	async () =>
		examplesOf(axis).flatMap(({ value }) => (/[A-Z]{3}/.test(value) ? [] : [value]))

const reporters: Names = async () => [
	...progressReporters,
	...reportForms.map(({ id }) => flagOf(id).slice('--'.length)),
]

/** No more than there are cores: VMs that share one are slow enough to fail. */
const jobs: Names = async () => Array.from({ length: availableParallelism() }, (_, index) => `${index + 1}`)

/** Values of flags, by the flag's long name, behind its verb where other verbs mean something else by it. */
const ofFlags: Readonly<Record<string, Names>> = {
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
	'init --network': valuesOf('network'),
	'repro --network': valuesOf('network'),
}

/** What may stand behind a verb without a flag. */
const ofVerbs: Readonly<Record<string, Names>> = {
	checks,
	explain: cells,
	shell: cells,
	validate: yamlFiles,
	report: runs,
	'show-report': runs,
	diff: runs,
	merge: runs,
	completion: async () => ['bash', 'zsh', 'fish'],
}

/**
 * What may stand in the place of the last of `typed`, which is unfinished; empty where files may. Words are as a shell has them:
 * quoted, and in bash cut before and behind each `=` and `:`, of which only the part behind the last one is given back.
 */
export async function candidates(typed: readonly string[], program: Command): Promise<readonly string[]> {
	const { words, cut } = whole(typed)
	const [flag = '', value] = splitFlag(words.at(-1) ?? '')
	const before = [
		...words.slice(0, -1).flatMap((word) => splitFlag(word)),
		...(value === undefined ? [] : [flag]),
	]
	const last = value ?? flag
	let verb = program
	const path: string[] = []
	for (const word of before) {
		const next = verb.commands.find((one) => one.name() === word)
		if (next === undefined) break
		verb = next
		path.push(word)
	}
	const found = await namesAt({ before: before.slice(path.length), last, verb, path, program }).catch(
		() => [],
	)
	return found
		.filter((name) => name.startsWith(last))
		.map((name) => (value === undefined ? name : `${flag}=${name}`).slice(cut))
}

/** Words as they were typed, and how much of the last one bash takes for words before it. */
function whole(typed: readonly string[]): { readonly words: readonly string[]; readonly cut: number } {
	const words: string[] = []
	let cut = 0
	typed.forEach((word, at) => {
		const isBreak = /^[=:]+$/.test(word)
		const isContinued = words.length > 0 && (isBreak || /^[=:]+$/.test(typed[at - 1] ?? ''))
		const before = isContinued ? (words.pop() ?? '') : ''
		words.push(before + unquoted(word))
		cut = isBreak ? before.length + word.length : before.length
	})
	return { words, cut }
}

/** The last word's quote is still open. */
const unquoted = (word: string): string => word.replace(/^(["'])(.*?)\1?$/, '$2')

/** `--flag=value` as two words. */
const splitFlag = (word: string): string[] => /^(--[a-z-]+)=(.*)$/.exec(word)?.slice(1) ?? [word]

interface Place {
	/** Behind the verb. */
	readonly before: readonly string[]
	readonly last: string
	readonly verb: Command
	readonly path: readonly string[]
	readonly program: Command
}

async function namesAt({ before, last, verb, path, program }: Place): Promise<readonly string[]> {
	const known = [...new Set([...verb.options, ...program.options])].filter(({ hidden }) => !hidden)
	const given = last.startsWith('-') ? undefined : valueOf(before, known)
	if (given !== undefined) {
		const flag = given.long ?? ''
		const names = ofFlags[[...path, flag].join(' ')] ?? ofFlags[flag]
		return (await names?.(before, last)) ?? []
	}
	if (last.startsWith('-'))
		return [...known.flatMap(({ long }) => long ?? []), '--help'].filter((flag) => !before.includes(flag))
	if (verb.commands.length > 0 && before.length === 0) return verb.commands.map((one) => one.name())
	return (await ofVerbs[path.join(' ')]?.(before, last)) ?? []
}

/** The flag whose value the next word is. */
function valueOf(before: readonly string[], known: readonly Option[]): Option | undefined {
	const at = before.findLastIndex((word) => word.startsWith('-'))
	if (at < 0) return undefined
	const option = known.find(({ long, short }) => before[at] === long || before[at] === short)
	if (option === undefined || !(option.required || option.optional)) return undefined
	return option.variadic || at === before.length - 1 ? option : undefined
}
