import { guestArchitecture } from '#results/architecture'
import type { Cell } from '#harness/matrix'
import { defaultDriver, type VmDriver, type VmHost } from '#vm'
import { acceleratorFor } from '../start/accelerator.ts'
import { type ArtifactSource, openSource, type SourceOptions } from '../artifacts/open-source.ts'
import { defaultJobs, vmCpus } from '../host/resources.ts'
import { type SnapshotOptions, snapshotPlace } from '../snapshots/place.ts'
import { snapshotOf } from './open-cell.ts'
import type { SnapshotPlace } from '../start/starting-cell.ts'

export interface CellPlaceOptions extends Omit<SourceOptions, 'arch'>, Pick<SnapshotOptions, 'snapshots'> {
	readonly cell: Cell
	/** What runs the VM; default: the one that the harness starts itself. */
	readonly driver?: VmDriver | undefined
	readonly log: (message: string) => void
}

/** What a cell's VM is made with, outside of any run. */
export interface CellPlace {
	readonly artifacts: ArtifactSource
	readonly driver: VmDriver
	readonly host: VmHost | undefined
	/** Undefined where each VM boots. */
	readonly snapshots: SnapshotPlace | undefined
	/** Virtual CPUs of a VM that is alone. */
	readonly cpus: number
}

/** Removes what dead harnesses left, and finds out what this host has for a cell. @throws HarnessError */
export async function cellPlace(options: CellPlaceOptions): Promise<CellPlace> {
	const { cell, signal, driver = defaultDriver, log } = options
	const arch = guestArchitecture([cell])
	const artifacts = await openSource({ ...options, arch }, log)
	const host = await acceleratorFor(artifacts, [cell.axes.kernel], { arch, driver, signal, log })
	const snapshots = driver.snapshots && snapshotPlace(options, artifacts.cache, new Date())
	return { artifacts, driver, host, snapshots, cpus: vmCpus(host?.accelerator ?? 'tcg', 1) }
}

/** The size of the VM that a run has left a snapshot of, for one of these selections of checks; undefined: there is none. */
export async function snapshotLeft(
	cell: Cell,
	place: CellPlace,
	selections: readonly (readonly string[] | undefined)[] = [undefined],
): Promise<{ readonly cpus: number; readonly checks: readonly string[] | undefined } | undefined> {
	if (!place.snapshots) return undefined
	const accelerator = place.host?.accelerator ?? 'tcg'
	const sizes = new Set([place.cpus, vmCpus(accelerator, defaultJobs(accelerator))])
	for (const checks of selections)
		for (const cpus of sizes) if (await snapshotOf(cell, { ...place, cpus, checks })) return { cpus, checks }
	return undefined
}
