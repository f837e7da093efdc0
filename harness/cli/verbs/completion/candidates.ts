import type { Command, Option } from 'commander'
import { readdir } from 'node:fs/promises'
import { listPresets, loadMatrix, planMatrix } from '#harness/matrix'
import { reportForms } from '#results'
import { flagOf } from '../report/form-flags.ts'
import { progressReporters } from '../../view/open.ts'

/** Looks up the names that stand at a place; a completion never fails. */
type Names = (words: readonly string[]) => Promise<readonly string[]>

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

const reporters: Names = async () => [
	...progressReporters,
	...reportForms.map(({ id }) => flagOf(id).slice('--'.length)),
]

/** Values of flags, by the flag's long name. */
const ofFlags: Readonly<Record<string, Names>> = {
	'--preset': listPresets,
	'--only': cells,
	'--checks': checks,
	'--resume': runs,
	'--last-failed': runs,
	'--reporter': reporters,
	'--shard': async () => ['auto'],
	'--history': runs,
}

/** What may stand behind a verb without a flag. */
const ofVerbs: Readonly<Record<string, Names>> = {
	checks,
	report: runs,
	'show-report': runs,
	diff: runs,
	merge: runs,
	completion: async () => ['bash', 'zsh', 'fish'],
}

/** What may stand in the place of the last of `words`, which is unfinished; empty where files may. */
export async function candidates(words: readonly string[], program: Command): Promise<readonly string[]> {
	const before = words.slice(0, -1)
	const last = words.at(-1) ?? ''
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
	return found.filter((name) => name.startsWith(last))
}

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
	if (given !== undefined) return (await ofFlags[given.long ?? '']?.(before)) ?? []
	if (last.startsWith('-'))
		return [...known.flatMap(({ long }) => long ?? []), '--help'].filter((flag) => !before.includes(flag))
	if (verb.commands.length > 0) return before.length === 0 ? verb.commands.map((one) => one.name()) : []
	return (await ofVerbs[path.join(' ')]?.(before)) ?? []
}

/** The flag whose value the next word is. */
function valueOf(before: readonly string[], known: readonly Option[]): Option | undefined {
	const at = before.findLastIndex((word) => word.startsWith('-'))
	if (at < 0) return undefined
	const option = known.find(({ long, short }) => before[at] === long || before[at] === short)
	if (option === undefined || !(option.required || option.optional)) return undefined
	return option.variadic || at === before.length - 1 ? option : undefined
}
