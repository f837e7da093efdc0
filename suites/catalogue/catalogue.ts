import { daemon } from './areas/daemon.ts'
import { kernel } from './areas/kernel.ts'
import { bridge } from './areas/bridge.ts'
import { publish } from './areas/publish.ts'
import { source } from './areas/source.ts'
import { egress } from './areas/egress.ts'
import { ingress } from './areas/ingress.ts'
import { dns } from './areas/dns.ts'
import { isolation } from './areas/isolation.ts'
import { build } from './areas/build.ts'
import { recovery } from './areas/recovery.ts'
import type { CatalogueEntry } from './entry.ts'

/** Every check there is: the daemon's first, since it explains the rest, its restarts last. */
export const catalogue = [
	...daemon,
	...kernel,
	...bridge,
	...publish,
	...source,
	...egress,
	...ingress,
	...dns,
	...isolation,
	...build,
	...recovery,
] as const satisfies readonly CatalogueEntry[]

export type CheckId = (typeof catalogue)[number]['id']

/** @throws RangeError for an id that is not in the catalogue. */
export function catalogueEntry(id: string): CatalogueEntry {
	const entry = catalogue.find((one) => one.id === id)
	if (!entry) throw new RangeError(`"${id}" is not in the catalogue of checks`)
	return entry
}
