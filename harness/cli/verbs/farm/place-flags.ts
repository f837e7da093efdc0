import { type Command, Option } from 'commander'

/** Where a farm's queue and store are. */
export interface PlaceFlags {
	readonly queue?: string
	readonly store?: string
	readonly insecure?: true
}

/** Adds `--queue`, `--store` and `--insecure`. */
export function withPlaceFlags(command: Command): Command {
	return withStoreFlags(
		command.addOption(
			new Option(
				'--queue <url>',
				'redis://…, rediss://… or postgres://…; default: what ROOTLESS_MATRIX_QUEUE says, where passwords are not for everybody to see',
			),
		),
	)
}

/** Adds `--store` and `--insecure`. */
export function withStoreFlags(command: Command): Command {
	return command
		.addOption(
			new Option(
				'--store <place>',
				'oci://HOST/NAMESPACE or dir:PATH; default: what ROOTLESS_MATRIX_STORE says',
			),
		)
		.addOption(
			new Option('--insecure', 'speak plain HTTP to the store, also where it is not on this machine'),
		)
}
