import { preparedDockerd } from '#vm/guest/commands'

/** What a start of the daemon finds in RootlessKit's network namespace before dockerd runs, and which daemon it is. */
export interface Preparation {
	/** Names of interfaces that are no bridges, so that networks with bridges of these names cannot be initialised. */
	readonly falseBridges?: readonly string[]
	readonly sysctls?: Readonly<Record<string, string>>
	/** Where the daemon has its data; default: where the installation has them. */
	readonly dataRoot?: string
	/** A directory of programs that come before those that were installed; it goes with a `dataRoot`. */
	readonly programs?: string
}

/**
 * A drop-in for the daemon's unit. A start is tried once and at any time: the unit's own `Restart=always` and
 * `StartLimitBurst=3` would go on without us, and refuse us.
 */
export function preparedDropIn({ falseBridges = [], sysctls = {}, dataRoot, programs }: Preparation): string {
	const settings = Object.entries(sysctls).map(([name, value]) => `${name}=${value}`)
	return [
		'[Unit]',
		'StartLimitIntervalSec=0',
		'[Service]',
		'Restart=no',
		`Environment=DOCKERD=${preparedDockerd}`,
		`Environment="ROOTLESS_MATRIX_FALSE_BRIDGES=${falseBridges.join(' ')}"`,
		`Environment="ROOTLESS_MATRIX_SYSCTLS=${settings.join(' ')}"`,
		...(dataRoot === undefined
			? []
			: ['ExecStart=', `ExecStart=/bin/sh -c '${startOn(dataRoot, programs)}'`]),
		'',
	].join('\n')
}

/** As the unit reads it, for which `$$` is `$`. What was installed stands in the unit's PATH, its dockerd-rootless.sh too. */
const startOn = (dataRoot: string, programs: string | undefined): string =>
	`${programs === undefined ? '' : `export PATH=${programs}:$$PATH; `}exec dockerd-rootless.sh --data-root=${dataRoot}`
