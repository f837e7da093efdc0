import { preparedDockerd } from '#vm/guest/commands'

/** What a start of the daemon finds in RootlessKit's network namespace before dockerd runs. */
export interface Preparation {
	/** Names of interfaces that are no bridges, so that networks with bridges of these names cannot be initialised. */
	readonly falseBridges?: readonly string[]
	readonly sysctls?: Readonly<Record<string, string>>
}

/**
 * A drop-in for the daemon's unit. A start is tried once and at any time: the unit's own `Restart=always` and
 * `StartLimitBurst=3` would go on without us, and refuse us.
 */
export function preparedDropIn({ falseBridges = [], sysctls = {} }: Preparation): string {
	const settings = Object.entries(sysctls).map(([name, value]) => `${name}=${value}`)
	return [
		'[Unit]',
		'StartLimitIntervalSec=0',
		'[Service]',
		'Restart=no',
		`Environment=DOCKERD=${preparedDockerd}`,
		`Environment="ROOTLESS_MATRIX_FALSE_BRIDGES=${falseBridges.join(' ')}"`,
		`Environment="ROOTLESS_MATRIX_SYSCTLS=${settings.join(' ')}"`,
		'',
	].join('\n')
}
