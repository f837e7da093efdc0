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
		if (option !== undefined) options.set(option, value)
	}
	return options
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
