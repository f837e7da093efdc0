import { Option, type Command } from 'commander'

// Flags that several verbs have. In one file, since `--help` loads it.

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
		new Option(
			'--driver <name>',
			'what runs the VMs: qemu, lima, or auto for the first that is there (default: what the matrix says, else auto)',
		),
	)
}
