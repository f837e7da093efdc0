import type { Command, Option } from 'commander'
import { wordsOf } from '../../flags/shared-flags.ts'
import { ofFlags, ofVerbs } from './names.ts'

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
		.filter((name) => name.startsWith(last) && !hidden.test(name))
		.map((name) => (value === undefined ? name : `${flag}=${name}`).slice(cut))
}

/** What a terminal acts on or does not show, and line breaks, of which one name would be two: a folder's names may be anybody's. */
const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u

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
		const declared = wordsOf(given)
		if (declared.length > 0) return declared
		const flag = given.long ?? ''
		const names = ofFlags[[...path, flag].join(' ')] ?? ofFlags[flag]
		return (await names?.(before, last)) ?? []
	}
	if (last.startsWith('-'))
		return [...known.flatMap(({ long }) => long ?? []), '--help'].filter((flag) => !before.includes(flag))
	// `shell` has verbs of its own, and cells.
	const verbs = before.length === 0 ? verb.commands.map((one) => one.name()) : []
	const declared = verb.registeredArguments.flatMap(({ argChoices = [] }) => argChoices)
	const names = (await ofVerbs[path.join(' ')]?.(before, last)) ?? []
	return [...verbs, ...declared, ...names]
}

/** The flag whose value the next word is. */
function valueOf(before: readonly string[], known: readonly Option[]): Option | undefined {
	const at = before.findLastIndex((word) => word.startsWith('-'))
	if (at < 0) return undefined
	const option = known.find(({ long, short }) => before[at] === long || before[at] === short)
	if (option === undefined || !(option.required || option.optional)) return undefined
	return option.variadic || at === before.length - 1 ? option : undefined
}
