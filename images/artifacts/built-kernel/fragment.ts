import { ArtifactFault } from '../fault.ts'

/** What a kernel config, or a fragment of one, says about an option: `undefined` is off. */
type Options = ReadonlyMap<string, string | undefined>

/** An option that a finished config does not have as the fragment asks for it. */
export interface UnmetOption {
	readonly option: string
	/** `y`, a number or a string in quotes; undefined: off. */
	readonly asked: string | undefined
	readonly found: string | undefined
}

/** Reads the lines of a kernel config; `# CONFIG_X is not set` is one of them, other comments are not. */
export function readConfig(text: string): Options {
	const options = new Map<string, string | undefined>()
	for (const line of text.split('\n')) {
		const off = /^# (CONFIG_\w+) is not set$/.exec(line)?.[1]
		if (off !== undefined) options.set(off, undefined)
		const [, option, value] = /^(CONFIG_\w+)=(.+)$/.exec(line) ?? []
		if (option !== undefined) options.set(option, value === 'n' ? undefined : value)
	}
	return options
}

/** One fragment out of several, without their comments: of what two of them say about an option, the later one holds. */
export function mergeFragments(fragments: readonly string[]): string {
	const merged = new Map(fragments.flatMap((fragment) => [...readConfig(fragment)]))
	const lines = [...merged].map(([option, value]) =>
		value === undefined ? `# ${option} is not set` : `${option}=${value}`,
	)
	return `${lines.join('\n')}\n`
}

/**
 * The options of `fragment` that do not hold in `config`. Kconfig drops an option without a word when what it depends
 * on is off or when the kernel knows it by another name by now.
 */
export function unmetOptions(fragment: string, config: string): UnmetOption[] {
	const made = readConfig(config)
	return [...readConfig(fragment)]
		.map(([option, asked]) => ({ option, asked, found: made.get(option) }))
		.filter(({ asked, found }) => asked !== found)
}

/** `CONFIG_NETFILTER is y, not off; …` */
export function unmetWords(unmet: readonly UnmetOption[]): string {
	const word = (value: string | undefined) => value ?? 'off'
	return unmet.map(({ option, asked, found }) => `${option} is ${word(found)}, not ${word(asked)}`).join('; ')
}

/** In a text, make would take a $ for a function of its own, which can run programs. */
const value = String.raw`(y|n|-?\d{1,19}|0[xX][0-9a-fA-F]{1,16}|"[\w ./:,=@%+-]*")`
const fragmentLine = new RegExp(
	String.raw`^(CONFIG_\w{1,100}=${value}|# CONFIG_\w{1,100} is not set|#.*|\s*)$`,
)

/** The names of the kernels' releases tell them apart, and say what they lack. */
const ownName = /^CONFIG_LOCALVERSION(_AUTO)?=/

/**
 * A fragment that somebody else wrote.
 * @throws ArtifactFault naming its first line that is none of a config, asks for a module or sets what is not its own.
 */
export function assertFragment(path: string, text: string): void {
	const lines = text.split('\n').map((line) => line.replace(/\r$/, ''))
	const at = lines.findIndex((line) => !fragmentLine.test(line) || ownName.test(line))
	const line = lines[at]
	if (line === undefined) return
	throw new ArtifactFault(
		'bad-fragment',
		`${path}: line ${at + 1} is ${JSON.stringify(line.slice(0, 100))}. Expected ${
			ownName.test(line) ? 'no name for the kernel, which has one' : expectedLine
		}.`,
		{
			hint: /=m$/.test(line)
				? 'Everything is built in, so that a module is none: write y or n.'
				: 'Lines of a /boot/config-RELEASE can be copied as they are, those with =m but as =y.',
		},
	)
}

const expectedLine =
	'CONFIG_NAME= with y, n, a number or a text in quotes, `# CONFIG_NAME is not set`, or a comment'
