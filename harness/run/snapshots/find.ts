import type { SnapshotOrigin } from '#results'
import type { VmSnapshots } from '#vm'
import type { SnapshotCell } from '../start/starting-cell.ts'
import { emptySpec } from '../start/vm-spec.ts'
import { baseInputs, readyInputs, type SnapshotInputs } from './inputs.ts'
import { originOf, removeOld } from './age.ts'
import { snapshotsOf } from './driver.ts'
import { KIND } from './room.ts'

/** What a snapshot is known by in the cache, and what is verified before it is used. */
export const entryOf = (inputs: SnapshotInputs, driver: VmSnapshots) => ({
	kind: KIND,
	inputs,
	damage: (dir: string) => driver.damage(dir),
})

/** A snapshot that is as its manifest says. */
export interface FoundSnapshot {
	readonly dir: string
	readonly origin: SnapshotOrigin
	/** What is wrong with its memory, in words: to be known before anything that a guest made of it says counts. */
	damage(this: void): Promise<string | undefined>
}

/**
 * The snapshot of a cell with its daemon up, if there is one. Of the snapshot below it only the disk is still of use, so
 * that one's memory is not verified.
 */
export async function findSnapshot(
	of: Pick<SnapshotCell, 'cell' | 'artifacts' | 'fixtures' | 'snapshots' | 'place'>,
): Promise<FoundSnapshot | undefined> {
	const { cell, artifacts, place } = of
	const { cache } = of.snapshots
	const driver = snapshotsOf(place)
	const below = await baseInputs(cell, artifacts, emptySpec(cell, artifacts, place), driver)
	await removeOld(of.snapshots, below)
	const under = await cache.verify({ kind: KIND, inputs: below })
	if (!under || under.damage !== undefined) return undefined
	const inputs = await readyInputs(of, under.path)
	await removeOld(of.snapshots, inputs)
	const ready = await cache.verify({ kind: KIND, inputs })
	if (!ready || ready.damage !== undefined) return undefined
	for (const { path } of [under, ready]) await cache.markUsed(path)
	const origin = await originOf(ready.path)
	return (
		origin && {
			dir: ready.path,
			origin,
			damage: async () => (await cache.verify(entryOf(inputs, driver)))?.damage,
		}
	)
}
