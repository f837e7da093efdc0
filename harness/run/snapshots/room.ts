import { mkdir } from 'node:fs/promises'
import { type Cache, freeBytes, shrinkKind } from '#images'
import type { SnapshotPlace } from '../start/starting-cell.ts'

/** The folder of the cache. */
export const KIND = 'snapshots'

/** What one takes at most, about; so much again does the VM that makes it. */
const SNAPSHOT_BYTES = 2 ** 30

/** Free bytes of the cache's disk without which nothing is kept: a few VMs take snapshots at the same time. */
const FREE_BYTES = 6 * 2 ** 30

/** A matrix that runs every night finds all of its own, instead of each pushing out the one that is needed next. */
const STAYS_MS = 48 * 60 * 60_000

const gib = (bytes: number): string => `${Number((bytes / 2 ** 30).toFixed(1))} GiB`

/** Why the disk has no room for the snapshot of a VM, in words; undefined when it has. */
export async function diskTrouble(cache: Cache): Promise<string | undefined> {
	await mkdir(cache.root, { recursive: true })
	const free = await freeBytes(cache.root)
	if (free >= FREE_BYTES) return undefined
	return `the cache's disk has ${gib(free)} left, and snapshots need ${gib(FREE_BYTES)}`
}

/**
 * Makes room for one more snapshot: what was used longest ago goes, but nothing of the last two days and nothing of this
 * run. Why there is none in spite of that, in words; undefined when there is.
 */
export async function makeRoom({
	snapshots: { cache, maxBytes },
	signal,
}: {
	readonly snapshots: Pick<SnapshotPlace, 'cache' | 'maxBytes'>
	readonly signal: AbortSignal
}): Promise<string | undefined> {
	const taken = await shrinkKind(cache.root, {
		kind: KIND,
		maxBytes: maxBytes - SNAPSHOT_BYTES,
		usedBefore: new Date(Date.now() - STAYS_MS),
		keep: cache.used,
		signal,
	})
	if (taken + SNAPSHOT_BYTES <= maxBytes) return undefined
	return `the snapshots of the last two days take ${gib(taken)} of ${gib(maxBytes)} (--snapshot-space)`
}
