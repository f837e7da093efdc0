import { randomBytes } from 'node:crypto'
import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'

/** Folders of the cache for what must not be used; the second is what caches of earlier versions have. */
export const quarantineFolders = ['quarantine', 'rejected'] as const

/** Moves something to the quarantine of the cache at `root`, for whoever wants to know why; returns where it is then. */
export async function quarantine(root: string, path: string, name: string): Promise<string> {
	const folder = join(root, quarantineFolders[0])
	const place = join(folder, `${name}-${randomBytes(4).toString('hex')}`)
	await mkdir(folder, { recursive: true })
	await rename(path, place)
	return place
}
