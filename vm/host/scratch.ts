import { lstat, mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { HostError } from '#results/errors'
import { runTool } from './program.ts'

/** Lies in every directory that the harness may remove as a whole; vm/qemu/supervise.sh looks for it as well. */
const MARKER = '.rootless-matrix-scratch'

/** Makes a directory that {@link removeScratch} and the supervisor of a VM may remove. `parent` exists. */
export async function makeScratch(parent: string, prefix: string): Promise<string> {
	const directory = await mkdtemp(join(parent, prefix))
	await markScratch(directory)
	return directory
}

/** Makes a directory that the harness has just made one that {@link removeScratch} may remove. */
export const markScratch = (directory: string): Promise<void> =>
	writeFile(join(directory, MARKER), 'Made by rootless-matrix, which removes it when it is done.\n')

/**
 * Removes directories that `makeScratch` made, and what was mounted in them stays.
 * @throws HostError for any other directory, which is left alone; one that is gone is fine.
 */
export async function removeScratch(directories: readonly string[]): Promise<void> {
	await Promise.all(
		directories.map(async (directory) => {
			if (!(await exists(directory))) return
			if (!(await exists(join(directory, MARKER))))
				throw new HostError(`${directory} is not a temporary directory of this harness: it is left alone`, {
					hint: `Nothing made the file ${MARKER} in it. Remove the directory yourself if it is not needed.`,
				})
			await removeTree(directory)
		}),
	)
}

/**
 * Removes a tree, and nothing that is mounted in it; one that is gone is fine. @throws HostError when something of it stays.
 */
export async function removeTree(path: string): Promise<void> {
	// Most often it is gone: no program has to be started to find that out.
	if (!(await exists(path))) return
	await runTool(['rm', '-rf', '--one-file-system', '--', path], { to: `remove ${path}`, deadline: 600_000 })
}

const exists = (path: string): Promise<boolean> =>
	lstat(path).then(
		() => true,
		() => false,
	)
