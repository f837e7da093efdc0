import { Command, CommanderError } from 'commander'
import { ConfigurationError } from '#results/errors'

/**
 * What a verb was given and does not know. commander stops at the first unknown flag; so that all problems are
 * said at once, verbs let them through (`allowUnknownOption`, `allowExcessArguments`) to here.
 */
export function strayWords(command: Command): readonly string[] {
	const words = [...command.args]
	for (const { variadic } of command.registeredArguments)
		do if (words[0] !== undefined && !isFlag(words[0])) words.shift()
		while (variadic && words[0] !== undefined && !isFlag(words[0]))
	const takesMatrix = command.options.some(({ long }) => long === '--matrix')
	return words.flatMap((word, index) => {
		if (isFlag(word)) return unknownOption(command, word)
		// What follows an unknown flag is most likely its value.
		if (isFlag(words[index - 1] ?? '')) return []
		const isMatrix = takesMatrix && /\.ya?ml$/.test(word)
		return [`unexpected argument '${word}'${isMatrix ? ' (a matrix file goes with --matrix)' : ''}`]
	})
}

/** `-` alone is a word, as it is to commander. */
const isFlag = (word: string) => word.startsWith('-') && word !== '-'

/** commander's own words, with its suggestion. */
function unknownOption(command: Command, word: string): string {
	const twin = new Command().exitOverride().configureOutput({ outputError: () => {} })
	for (let one: Command | null = command; one; one = one.parent)
		for (const option of one.options) twin.addOption(option)
	try {
		twin.parse([word], { from: 'user' })
	} catch (error) {
		if (error instanceof CommanderError) return withoutPrefix(error.message)
		throw error
	}
	return `unknown option '${word}'`
}

/** `error: unknown option '--jbos'\n(Did you mean --jobs?)` as one line of ours. */
export const withoutPrefix = (message: string) =>
	message
		.replace(/^error: /, '')
		.replaceAll('\n', ' ')
		.trim()

/** @throws ConfigurationError naming every problem, when there is one. */
export function refuse(command: Command, problems: readonly string[]): void {
	if (problems.length === 0) return
	const verb = verbOf(command)
	const [only = '', ...others] = problems
	const message =
		others.length === 0
			? only
			: [`${problems.length} problems with \`${verb}\`:`, ...problems.map(indent)].join('\n')
	throw new ConfigurationError(message, { hint: helpHint(verb) })
}

/** `run`, `images ls`: as it is typed behind the program's name. */
export const verbOf = (command: Command): string =>
	command.parent?.parent ? `${verbOf(command.parent)} ${command.name()}` : command.name()

const indent = (text: string) => `  ${text.replaceAll('\n', '\n  ')}`

export const helpHint = (verb?: string) => `See \`rootless-matrix ${verb ? `${verb} ` : ''}--help\`.`
