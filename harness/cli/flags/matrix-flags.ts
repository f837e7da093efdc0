import { Option, type Command } from 'commander'

export interface MatrixFlags {
	readonly preset?: string
	readonly matrix?: string
	readonly only?: readonly string[] | undefined
}

export interface CellsFlag {
	readonly cells?: string
}

export interface ShardFlags {
	readonly shard?: string
	readonly shardTimings?: string
}

/** Adds `--preset`, `--matrix` and `--only`. */
export function withMatrixFlags(command: Command): Command {
	return command
		.addOption(
			new Option('-p, --preset <name>', 'a matrix that is shipped with the harness, such as `quick`'),
		)
		.addOption(
			new Option(
				'-m, --matrix <file>',
				'a matrix file of your own (default: rootless-matrix.yaml here, or in the nearest directory above)',
			),
		)
		.addOption(new Option('--only <glob...>', 'only the cells whose name matches, such as "*pasta*"'))
}

/** Adds `--shard` and `--shard-timings`. */
export function withShardFlags(command: Command): Command {
	return command
		.addOption(
			new Option(
				'--shard <i/n>',
				'only this part of the cells, such as 1/3; `auto` asks the variables of GitLab, Buildkite, Slurm or Kubernetes',
			),
		)
		.addOption(
			new Option(
				'--shard-timings <dir>',
				'make the shards equally long by the runs in this directory, the same for all shards (default: equally many cells)',
			),
		)
}
