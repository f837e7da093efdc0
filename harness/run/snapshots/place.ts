import { Cache } from '#images'
import type { SnapshotPlace } from '../start/starting-cell.ts'

const DAY_MS = 86_400_000

export interface SnapshotOptions {
	/** Whether cells are restored from snapshots, and take theirs, or each boots. */
	readonly snapshots: boolean
	/** Where snapshots are; default: the cache. */
	readonly snapshotsIn?: string | undefined
	/** GiB of the disk that all snapshots together may take; default: 20. */
	readonly snapshotSpace?: number | undefined
	/** Days after which a snapshot is taken anew; default: 7. 0: all of them are. */
	readonly snapshotAge?: number | undefined
}

/** Where a run has its snapshots; undefined where each cell boots. */
export function snapshotPlace(
	options: SnapshotOptions,
	cache: Cache,
	startedAt: Date,
): SnapshotPlace | undefined {
	const { snapshots, snapshotsIn, snapshotSpace = 20, snapshotAge = 7 } = options
	if (!snapshots) return undefined
	return {
		cache: snapshotsIn === undefined ? cache : new Cache(snapshotsIn),
		maxBytes: snapshotSpace * 2 ** 30,
		notBefore: new Date(startedAt.getTime() - snapshotAge * DAY_MS),
	}
}
