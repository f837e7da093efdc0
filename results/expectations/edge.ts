import { networkDriver, type StackPart, stackParts, stackVersion } from '../model/index.ts'
import { newestDockerRelease } from '../releases/index.ts'
import { compareVersions } from '../versions/index.ts'
import type { ExpectationCell } from './match.ts'

/** How far the rules' knowledge of a part goes. */
interface Edge {
	/** The newest version that all checks were asked of in VMs here. */
	readonly measured: string
	/** The newest one whose release notes or sources were read, or that was tried; nothing is known of what came later. */
	readonly known: string
}

/** Whoever measures or reads about something newer says so here. */
export const edges = {
	dockerd: { measured: '28.5.2', known: newestDockerRelease },
	rootlesskit: { measured: '2.3.2', known: '3.3.0' },
	slirp4netns: { measured: '1.3.3', known: '1.3.3' },
	passt: { measured: '2026_10_02', known: '2026_10_02' },
	kernel: { measured: '7.3', known: '7.3' },
} as const satisfies { readonly [part in StackPart]?: Edge }
export type EdgePart = keyof typeof edges

/** A part of a cell that is newer than anything that was tried or read about. */
export interface Beyond {
	readonly part: EdgePart
	readonly version: string
	/** The newest version that is known. */
	readonly known: string
}

/** Of kernels a series is known, and not each of its fixes. */
const comparable = (part: EdgePart, version: string): string =>
	part === 'kernel' ? (/^\d+\.\d+/.exec(version)?.[0] ?? version) : version

const drivers: { readonly [part in EdgePart]?: string } = { slirp4netns: 'slirp4netns', passt: 'pasta' }

/** Parts of a cell that are newer than `which`; a version that nobody knows is not. */
function newerThan(which: keyof Edge, cell: ExpectationCell): readonly Beyond[] {
	return (Object.keys(edges) as EdgePart[]).flatMap((part) => {
		const driver = drivers[part]
		if (driver !== undefined && networkDriver(cell.axes.network) !== driver) return []
		const [version, end] = [stackVersion(part, cell), edges[part][which]]
		if (version === undefined) return []
		const order = compareVersions(stackParts[part], comparable(part, version), end)
		return order !== undefined && order > 0 ? [{ part, version, known: end }] : []
	})
}

/** What of a cell lies beyond the edge of knowledge: nothing that a rule says was ever seen or read of there. */
export const beyondKnowledge = (cell: ExpectationCell): readonly Beyond[] => newerThan('known', cell)

/** What of a cell was read about, and is newer than anything that was measured. */
export const onlyReadOf = (cell: ExpectationCell): readonly Beyond[] => newerThan('measured', cell)

/** Whether a version of a part was read about, or is newer still, and never measured. */
export function isOnlyReadOf(part: StackPart, version: string): boolean {
	if (!isEdgePart(part)) return false
	return (compareVersions(stackParts[part], comparable(part, version), edges[part].measured) ?? 0) > 0
}

const isEdgePart = (part: StackPart): part is EdgePart => part in edges

/** What checks were asked with, and gvisor-tap-vsock, of which upstream's sources were read. Plug-ins and older drivers are others. */
const triedDrivers: readonly string[] = [
	'slirp4netns',
	'pasta',
	'default',
	'lxc-user-nic',
	'gvisor-tap-vsock',
]

/** The network driver of a cell where no check was ever asked with it, so that what holds with others says nothing. */
export function untriedDriver({ axes: { network } }: ExpectationCell): string | undefined {
	const driver = networkDriver(network)
	return triedDrivers.includes(driver) ? undefined : driver
}
