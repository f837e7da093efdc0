import { ConfigurationError } from '#results'
import type { VmSnapshots } from '#vm'
import type { VmPlace } from '../start/vm-spec.ts'

/** How the driver of a place takes snapshots. @throws ConfigurationError for a driver that takes none. */
export function snapshotsOf({ driver }: Pick<VmPlace, 'driver'>): VmSnapshots {
	if (!driver.snapshots) throw new ConfigurationError(`The VM driver ${driver.name} takes no snapshots.`)
	return driver.snapshots
}
