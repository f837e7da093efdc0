import type { Command } from 'commander'
import { wholeProgram } from './cli-reference.ts'

/** What calls the harness, up to its verb; in a document's `console` block or in shell. */
const call = /(?:^|[\s;&|(])(?:rootless-matrix|[^\s]*harness\/cli\/bin\.js"?)[ \t]+([^\n]*)/g

/** Up to where the shell ends a command or redirects it. */
const endOf = /\s(?:[|;&>]|#)|\)/

/** Which verbs and long flags of the commands in a text there are not, in words. What a variable holds is passed over. */
export function usageTrouble(text: string): string[] {
	const program = wholeProgram()
	return [...text.replaceAll('\\\n', ' ').matchAll(call)].flatMap(([, rest = '']) => {
		const [command = ''] = rest.split(endOf)
		const words = command.split(/\s+/).filter(Boolean)
		return troubleOf(words, program)
	})
}

function troubleOf(words: readonly string[], program: Command): string[] {
	const path: string[] = []
	let verb = program
	for (const word of words) {
		if (verb.commands.length === 0 || !/^[a-z]/.test(word)) break
		const next = verb.commands.find((one) => one.name() === word)
		path.push(word)
		// It may as well be an argument: `shell CELL` beside `shell ls`.
		if (next === undefined && verb.registeredArguments.length > 0) break
		if (next === undefined) return [`there is no verb ${path.join(' ')}`]
		verb = next
	}
	const known = new Set([
		'--help',
		...verb.options.map(({ long }) => long),
		...program.options.map(({ long }) => long),
	])
	return words
		.flatMap((word) => /^--[a-z][a-z-]*/.exec(word) ?? [])
		.filter((flag) => !known.has(flag))
		.map((flag) => `${path.join(' ') || program.name()} has no ${flag}`)
}
