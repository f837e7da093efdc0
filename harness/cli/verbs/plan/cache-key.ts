import { createHash } from 'node:crypto'
import { guestArchitecture, nodeArchitecture } from '#results/architecture'
import { readLockFile } from '#images/pins'
import { rawAxes, type Plan } from '#harness/matrix'

/** What decides what a run downloads and builds. */
const axes = ['kernel', 'docker', 'rootlesskit', 'network'] as const

/**
 * A key by which a CI may keep the cache's directory between runs: it changes with the values of the plan's cells and
 * with the lock beside the matrix. The cache itself never trusts it: each entry in it has sums of its own.
 */
export async function cacheKey({ cells }: Plan, lockPath: string): Promise<string> {
	const raw = cells.map((cell) => rawAxes(cell.axes))
	const values = axes.map((axis) => [...new Set(raw.map((one) => one[axis]))].sort())
	const lock = (await readLockFile(lockPath)) ?? ''
	const hash = createHash('sha256')
		.update(JSON.stringify([values, lock]))
		.digest('hex')
	return `rootless-matrix-${nodeArchitecture(guestArchitecture(cells))}-${hash.slice(0, 16)}`
}
