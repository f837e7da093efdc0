import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { HostError } from '#results'
import { holdMutex, removeTree } from '#vm/host'
import { builtBy, lockPathOf } from '../locks.ts'

/**
 * Removes builds that a killed harness left in the cache's scratch directory: whoever builds an entry next would, but what it
 * is made of may be another by then. What somebody builds right now stays, and so do downloads that broke off, which go on.
 * @returns the names of what was removed.
 */
export async function sweepBuilds(root: string): Promise<string[]> {
	const swept: string[] = []
	for (const name of await readdir(join(root, 'scratch')).catch(() => [])) {
		if (builtBy(name) === undefined) continue
		try {
			await using _lock = await holdMutex(lockPathOf(root, { kind: 'scratch', name }), { wait: false })
			await removeTree(join(root, 'scratch', name))
			swept.push(name)
		} catch (error) {
			if (!(error instanceof HostError)) throw error
		}
	}
	return swept
}
