import { Option, type Command } from 'commander'

export interface MatrixFlags {
	readonly preset?: string
	readonly matrix?: string
	readonly only?: readonly string[]
}

/** Adds `--preset`, `--matrix` and `--only`. */
export function withMatrixFlags(command: Command): Command {
	return command
		.addOption(
			new Option('-p, --preset <name>', 'a matrix that is shipped with the harness, such as `quick`'),
		)
		.addOption(new Option('-m, --matrix <file>', 'a matrix file of your own (YAML)'))
		.addOption(new Option('--only <glob...>', 'only the cells whose name matches, such as "*pasta*"'))
}
