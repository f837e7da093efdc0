import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Where the build of a packed install writes {@link Built}, in its folder. A clone has none. */
export const builtFile = 'built.json'

/** The sources that `dist/` was made from, which an install does not have. */
export interface Built {
	/** Hashes, as a clone with these sources computes them. */
	readonly sources: string
	readonly bootCode: string
	readonly installCode: string
	/** By the names of `builders`. */
	readonly builders: Readonly<Record<string, string>>
	/** The versions of the other packages that the lock file names. */
	readonly packages: Readonly<Record<string, string>>
}

/**
 * One of the recorded hashes: what a clone with the same sources says as long as the same versions of other packages are
 * installed, else another. Undefined where `root` is a clone.
 */
export async function builtHash(
	root: string,
	hashOf: (built: Built) => string | undefined,
): Promise<string | undefined> {
	const text = await readFile(join(root, builtFile), 'utf8').catch(() => undefined)
	if (text === undefined) return undefined
	const built = JSON.parse(text) as Built
	const installed = await Promise.all(
		Object.entries(built.packages).map(async ([packageName, version]) => {
			const found = await installedVersion(root, packageName)
			return found === version ? [] : [`${packageName}@${found}`]
		}),
	)
	const others = installed.flat()
	const recorded = hashOf(built)
	if (recorded === undefined || others.length === 0) return recorded
	return createHash('sha256')
		.update([recorded, ...others].join('\n'))
		.digest('hex')
		.slice(0, 16)
}

/** Looks where Node does: in the `node_modules` of this folder and of each one above. */
export async function installedVersion(from: string, name: string): Promise<string | undefined> {
	for (let folder = from; ; folder = dirname(folder)) {
		const path = join(folder, 'node_modules', name, 'package.json')
		const text = await readFile(path, 'utf8').catch(() => undefined)
		if (text !== undefined) return (JSON.parse(text) as { readonly version?: string }).version
		if (dirname(folder) === folder) return undefined
	}
}
