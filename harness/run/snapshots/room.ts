import { mkdir } from 'node:fs/promises'
import { freeBytes, shrinkKind } from '#images'
import type { SnapshotPlace } from '../start/starting-cell.ts'
import type { VmPlace } from '../start/vm-spec.ts'
import { snapshotsOf } from './driver.ts'
import { isOfOtherCode } from './inputs.ts'

/** The folder of the cache. */
export const KIND = 'snapshots'

/** Snapshots that the cache's disk has room for, or nothing is kept: a few VMs take one at the same time, and each takes as much again meanwhile. */
const FREE_SNAPSHOTS = 6

/** A matrix that runs every night finds all of its own, instead of each pushing out the one that is needed next. */
const STAYS_MS = 48 * 60 * 60_000

/** What only another harness can restore goes sooner; one that runs beside this one still finds it. */
const OTHER_STAYS_MS = 60 * 60_000

const gib = (bytes: number): string => `${Number((bytes / 2 ** 30).toFixed(1))} GiB`

interface Room {
	readonly snapshots: Pick<SnapshotPlace, 'cache' | 'maxBytes'>
	readonly place: Pick<VmPlace, 'driver'>
}

/** Why the disk has no room for the snapshot of a VM, in words; undefined when it has. */
export async function diskTrouble({ snapshots: { cache }, place }: Room): Promise<string | undefined> {
	const needed = FREE_SNAPSHOTS * snapshotsOf(place).bytes
	await mkdir(cache.root, { recursive: true })
	const free = await freeBytes(cache.root)
	if (free >= needed) return undefined
	return `the cache's disk has ${gib(free)} left, and snapshots need ${gib(needed)}`
}

/**
 * Makes room for one more snapshot: what was used longest ago goes, but nothing of this run, nothing of the last two days,
 * and of another harness's nothing of the last hour. Why there is none in spite of that, in words; undefined when there is.
 */
export async function makeRoom({
	snapshots: { cache, maxBytes },
	place,
	signal,
}: Room & { readonly signal: AbortSignal }): Promise<string | undefined> {
	const { bytes } = snapshotsOf(place)
	const fits = { kind: KIND, maxBytes: maxBytes - bytes, keep: cache.used, signal }
	const before = (ms: number) => new Date(Date.now() - ms)
	await shrinkKind(cache.root, {
		...fits,
		usedBefore: before(OTHER_STAYS_MS),
		goes: ({ path }) => isOfOtherCode(path),
	})
	const taken = await shrinkKind(cache.root, { ...fits, usedBefore: before(STAYS_MS) })
	if (taken + bytes <= maxBytes) return undefined
	return `the snapshots of the last two days take ${gib(taken)} of ${gib(maxBytes)} (--snapshot-space)`
}
