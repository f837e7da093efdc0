import { type Command, Option } from 'commander'

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
