import { lstat, readdir } from 'node:fs/promises'
import { join, normalize, relative, sep } from 'node:path'
import { ConfigurationError } from '../errors/index.ts'
import { kindOf, unlessMissing } from './kind.ts'

/**
 * What must be neither read nor written by a name in somebody's run: a link leads to files of this machine, a pipe blocks.
 * Undefined for a plain file or a directory.
 * @throws Error with Node's `code`, ENOENT for what is not there.
 */
export async function strangeness(path: string): Promise<string | undefined> {
	const stats = await lstat(path)
	if (stats.isSymbolicLink()) return 'is a link'
	return stats.isFile() || stats.isDirectory() ? undefined : 'is no plain file'
}

/**
 * Makes sure that what is written to `path` below `dir` stays there: nothing on the way, nor at its end, is a link. What is
 * not there yet is fine.
 * @param end what the last of it may be
 * @throws ConfigurationError
 */
export async function assertOwnPath(dir: string, path: string, end: 'file' | 'directory'): Promise<void> {
	const parts = normalize(path).split(sep)
	for (let depth = 1; depth <= parts.length; depth++) {
		const at = join(dir, ...parts.slice(0, depth))
		const found = await lstat(at).catch(unlessMissing)
		if (found === undefined) return
		const wantsFile = end === 'file' && depth === parts.length
		if (wantsFile ? found.isFile() : found.isDirectory()) continue
		throw new ConfigurationError(
			`${at} is ${kindOf(found)}; expected ${wantsFile ? 'a plain file' : 'a directory'} of the run, so that what is written stays in it.`,
			{ hint: 'Move it away. Who put it there?' },
		)
	}
}

/**
 * Everything under a directory, by its path from there. No link is followed: what a stranger packed leads nowhere else. Node's
 * own `readdir`, asked for names alone, goes into the directories behind links.
 * @throws Error with Node's `code` when a directory cannot be read
 */
export async function namesUnder(directory: string): Promise<string[]> {
	const entries = await readdir(directory, { recursive: true, withFileTypes: true })
	return entries.map(({ parentPath, name }) => relative(directory, join(parentPath, name)))
}
