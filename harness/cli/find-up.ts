import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * The first of these names in the directory, or in the nearest one above that has one. A directory where everybody may
 * write, such as /tmp, ends the search: what lies there may be anybody's.
 */
export function findUp(names: readonly string[], directory: string): string | undefined {
	for (let folder = directory; ; folder = dirname(folder)) {
		const info = statSync(folder, { throwIfNoEntry: false })
		if (info === undefined || (info.mode & 0o002) !== 0) return undefined
		for (const name of names) {
			const path = join(folder, name)
			if (statSync(path, { throwIfNoEntry: false })?.isFile()) return path
		}
		if (dirname(folder) === folder) return undefined
	}
}

export const matrixFileName = 'rootless-matrix.yaml'

export const configFileNames = ['ts', 'js', 'mjs'].map((extension) => `rootless-matrix.config.${extension}`)
