import { Option, type Command } from 'commander'

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
