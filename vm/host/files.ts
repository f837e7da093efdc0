import { readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'

export { replaceAtomic, syncFile as syncFolder, writeAtomic } from '#results/files'

/**
 * Everything under a directory, by its path from there. No link is followed: what a stranger packed leads nowhere else. Node's
 * own `readdir`, asked for names alone, goes into the directories behind links.
 * @throws Error with Node's `code` when a directory cannot be read
 */
export async function namesUnder(directory: string): Promise<string[]> {
	const entries = await readdir(directory, { recursive: true, withFileTypes: true })
	return entries.map(({ parentPath, name }) => relative(directory, join(parentPath, name)))
}
