import { Option, type Command } from 'commander'
import type { Architecture } from '#results/architecture'
import type { DriverChoice } from '#vm'

// Flags that several verbs have. In one file, since `--help` loads it.

/**
 * An option for one of some words. The verb itself refuses others, together with all else that is wrong: what commander has to
 * refuse, as `choices`, is said alone.
 */
export class WordsOption extends Option {
	readonly words: readonly string[]

	constructor(flags: string, description: string, words: readonly string[]) {
		super(flags, description)
		this.words = words
	}
}

/** The words of a type, which types hold to be all that there are: `--help` does not load where they are from. */
export const everyWord = <Word extends string>(words: Readonly<Record<Word, true>>): readonly string[] =>
	Object.keys(words)

/** The words that an option takes, where it is declared with them. */
export const wordsOf = (option: Option): readonly string[] =>
	option instanceof WordsOption ? option.words : (option.argChoices ?? [])

export interface ArtifactFlags {
	readonly mirror?: readonly string[]
	readonly offline?: true
	readonly frozen?: true
}

const collect = (value: string, before: readonly string[] = []) => [...before, value]

/** Adds `--mirror` and `--frozen`. */
export function withArtifactFlags(command: Command): Command {
	return command
		.addOption(
			new Option(
				'--mirror <place>',
				"an address or a directory with the layout of Docker's server, asked first; may be given again",
			).argParser(collect),
		)
		.addOption(
			new Option('--frozen', 'accept nothing that rootless-matrix.lock.yaml beside the matrix does not have'),
		)
}

export interface PullCacheFlags {
	readonly pullCache?: string
	readonly insecure?: true
}

/** Adds `--pull-cache` and `--insecure`. */
export function withPullCacheFlags(command: Command): Command {
	return command
		.addOption(
			new Option(
				'--pull-cache <store>',
				'oci://HOST/NAMESPACE or dir:PATH: take what the cache lacks from there, before any mirror is asked',
			),
		)
		.addOption(
			new Option('--insecure', 'speak plain HTTP to the store, also where it is not on this machine'),
		)
}

export interface DriverFlag {
	readonly driver?: string
}

/** Adds `--driver`. */
export function withDriverFlag(command: Command): Command {
	return command.addOption(
		new WordsOption(
			'--driver <name>',
			'what runs the VMs: qemu, lima, or auto for the first that is there (default: what the matrix says, else auto)',
			everyWord<DriverChoice>({ auto: true, qemu: true, lima: true }),
		),
	)
}

export interface ArchFlag {
	readonly arch?: string
}

/** Adds `--arch`. */
export function withArchFlag(command: Command): Command {
	return command.addOption(
		new WordsOption(
			'--arch <name>',
			'the guests’ architecture: x86_64 or aarch64, which is emulated on a machine of the other one (default: what the matrix says, else this machine’s)',
			everyWord<Architecture>({ x86_64: true, aarch64: true }),
		),
	)
}
