import { readdir } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { closureOf } from '#harness/sources'
import { configVariable } from '#results/plugins'

const suites = join(import.meta.dirname, '../../suites')

/** A packed install runs JavaScript that was made of sources which it does not have. */
const isClone = extname(import.meta.filename) === '.ts'

/**
 * The folders, absolute, where checks are written: those of the product's sources in a clone, and those of a site's plug-ins.
 * None in an install without plug-ins.
 */
export async function sourceFolders(env: NodeJS.ProcessEnv): Promise<string[]> {
	const config = env[configVariable]
	const folders = [...(isClone ? await foldersBelow(suites) : []), ...(config ? await foldersOf(config) : [])]
	return [...new Set(folders)].sort()
}

/** With the folder itself. Each is watched by itself: Node 20 loses files that are saved by a rename in a whole tree. */
async function foldersBelow(folder: string): Promise<string[]> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true })
	const below = entries.filter((entry) => entry.isDirectory())
	return [folder, ...below.map(({ parentPath, name }) => join(parentPath, name))]
}

/** Of the file, and of what it imports by a relative path. */
async function foldersOf(config: string): Promise<string[]> {
	const folder = dirname(config)
	const { paths } = await closureOf(folder, basename(config))
	return paths.map((path) => dirname(join(folder, path)))
}
