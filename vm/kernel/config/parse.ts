/** A kernel's build configuration. */
export interface KernelConfig {
	/** Where it was found. */
	readonly from: string
	/** `6.12.117`: the source's version, without what the build appends to the release. */
	readonly version?: string | undefined
	/**
	 * False for a list of the options that differ from their defaults (`make savedefconfig`), and for a piece of a
	 * configuration: what it does not name may be set all the same.
	 */
	readonly complete: boolean
	/** Without CONFIG_: `y`, `m`, `n`, a number or a text. */
	readonly options: ReadonlyMap<string, string>
}

const header = /^# Linux\/(\S+) (\S+) (?:Kernel Configuration|\S+ Kernel Configuration)$/m
const setLine = /^CONFIG_([A-Za-z0-9_]+)=(.*)$/
const unsetLine = /^# CONFIG_([A-Za-z0-9_]+) is not set$/

/** A whole configuration names thousands of options; the smallest that boots (tinyconfig with a few) some hundreds. */
const minCompleteOptions = 200

/** Whether a file that begins with `head` may be a kernel configuration. */
export const mayBeConfig = (head: string): boolean =>
	header.test(head) || head.split('\n').some((line) => setLine.test(line) || unsetLine.test(line))

/** Reads a configuration; undefined when the text is none. */
export function parseConfig(from: string, text: string): KernelConfig | undefined {
	const options = new Map<string, string>()
	let unset = 0
	for (const line of text.split('\n')) {
		const [, name, value] = setLine.exec(line.trimEnd()) ?? []
		if (name !== undefined) options.set(name, value!)
		const off = unsetLine.exec(line.trimEnd())?.[1]
		if (off === undefined) continue
		options.set(off, 'n')
		unset++
	}
	if (options.size === 0) return undefined
	return {
		from,
		version: header.exec(text)?.[2],
		complete: options.size >= minCompleteOptions && unset > 0,
		options,
	}
}

/** What CPU and width the configuration is for, as far as it says. */
export function configArchitecture({ options, complete }: KernelConfig): string | undefined {
	const on = (name: string) => options.get(name) === 'y'
	if (on('UML')) return 'uml'
	if (on('X86_64')) return 'x86_64'
	if (on('ARM64')) return 'aarch64'
	if (on('X86_32') || (complete && on('X86'))) return 'i386'
	if (on('ARM')) return 'arm'
	if (on('RISCV')) return 'riscv64'
	return undefined
}
