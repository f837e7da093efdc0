import { randomUUID } from 'node:crypto'
import { lstatSync, mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, URL } from 'node:url'

/** The package: a clone, with its `/` at the end. */
export const root = fileURLToPath(new URL('../../../', import.meta.url))

/**
 * What was made of the sources lies within the package: whoever may write there may change the sources as well. In the
 * system's temporary directory it would be code that somebody else has chosen.
 */
const cacheFolders = ['node_modules/.cache', 'node_modules/.cache/rootless-matrix']
export const cacheDirectory = join(root, cacheFolders[1])

/**
 * Whether nobody could have put code there who could not change the package itself. The sums in the files are no
 * signatures: anybody can compute them. What is not there yet is made by this process.
 */
export function isCacheOurs() {
	try {
		const own = statSync(root)
		const isOurs = (stats) => {
			// Of a clone under umask 002, a group may change the sources, too.
			const sharing = stats.gid === own.gid ? own.mode & 0o020 : 0
			const owners = [0, process.geteuid?.(), own.uid]
			return stats.isDirectory() && owners.includes(stats.uid) && (stats.mode & 0o022 & ~sharing) === 0
		}
		// It may be a link: all the packages in it are code as well.
		if (!isOurs(statSync(join(root, 'node_modules')))) return false
		return cacheFolders
			.map((folder) => lstatSync(join(root, folder), { throwIfNoEntry: false }))
			.every((stats) => stats === undefined || isOurs(stats))
	} catch {
		return false
	}
}

/** Writes a file whole or not at all; throws where it cannot be written. */
export function writeToCache(file, text) {
	const unfinished = `${file}.${randomUUID()}`
	// Not what the umask leaves: that may be a directory for everybody.
	mkdirSync(cacheDirectory, { recursive: true, mode: 0o755 })
	writeFileSync(unfinished, text, { mode: 0o644 })
	renameSync(unfinished, file)
}
