import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { explainError } from '#results'
import { SnapshotError, type Vm, type VmSpec } from '#vm'
import type { ReadyVm, SnapshotCell } from '../start/starting-cell.ts'
import { filledSpec } from '../start/vm-spec.ts'
import { readInstalled } from './installed.ts'
import type { FoundSnapshot } from './find.ts'

/** Thrown when a snapshot's memory is not what it was; the message says what is wrong with it. */
class DamagedSnapshot extends Error {}

/**
 * A VM of the snapshot that `find` gives. One that is damaged or does not restore is quarantined, and taken once more; a
 * second failure is the host's, and so is a first one by which the host was only too slow or too full.
 */
export async function restored(of: SnapshotCell, find: () => Promise<FoundSnapshot>): Promise<ReadyVm> {
	const { cell, artifacts, snapshots, place, log } = of
	const go = async (from: FoundSnapshot): Promise<ReadyVm> => {
		const installed = await readInstalled(from.dir)
		const vm = await restore(of, { ...filledSpec(cell, artifacts, place), restore: from.dir }, from)
		// What the VM is made of, since its own directory has only what it left.
		await copyFile(join(from.dir, 'inputs.json'), join(place.evidenceDir, 'snapshot.json'))
		return { vm, installed, snapshot: from.origin }
	}
	const first = await find()
	try {
		return await go(first)
	} catch (error) {
		const damaged = error instanceof DamagedSnapshot
		if (!damaged && !(error instanceof SnapshotError)) throw error
		const quarantined = await snapshots.cache.quarantineEntry(first.dir)
		if (damaged) log(damagedNote(cell.slug, error.message, quarantined))
		else log(`${cell.slug}: ${notRestored(error, quarantined)}`)
		return go(await find())
	}
}

/** Verifies the memory while the VM is restored from it; if it is damaged, the VM is stopped before anything in it was used. */
async function restore(
	{ place, signal, phase }: SnapshotCell,
	spec: VmSpec,
	{ damage }: FoundSnapshot,
): Promise<Vm> {
	const inVain = new AbortController()
	const starting = phase('restore', () =>
		place.driver.start(spec, { signal: AbortSignal.any([signal, inVain.signal]) }),
	)
	starting.catch(() => undefined)
	const stop = async () => {
		inVain.abort()
		await starting.then(
			(vm) => vm.stop(),
			() => undefined,
		)
	}
	const found = await damage().catch(async (error: unknown) => {
		await stop()
		throw error
	})
	if (found === undefined) return starting
	await stop()
	throw new DamagedSnapshot(found)
}

export const damagedNote = (what: string, damage: string, quarantined: string | undefined): string =>
	`The snapshot of ${what} is damaged (${damage}); it is kept in ${keptIn(quarantined)} and taken anew.`

export const notRestored = (error: unknown, quarantined: string | undefined): string =>
	`its snapshot does not restore, is kept in ${keptIn(quarantined)}, and is taken anew. ${explainError(error)}`

const keptIn = (quarantined: string | undefined): string => quarantined ?? 'the cache by another run'
