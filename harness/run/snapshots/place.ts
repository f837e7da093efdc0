import { Cache } from '#images'
import type { RunOptions } from '../run-plan.ts'
import type { SnapshotPlace } from '../cell/starting-cell.ts'

const DAY_MS = 86_400_000

/** Where a run has its snapshots; undefined where each cell boots. */
export function snapshotPlace(
	options: Pick<RunOptions, 'snapshots' | 'snapshotsIn' | 'snapshotSpace' | 'snapshotAge'>,
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
