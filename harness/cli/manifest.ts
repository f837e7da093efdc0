import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What the product uses of its package.json. */
export interface Manifest {
	readonly name: string
	readonly version: string
}

/** The package's own: two folders up among the sources, one more in `dist/`. */
export function ownManifest(): Manifest {
	for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
		try {
			return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
		} catch (error) {
			if (dirname(folder) === folder) throw error
		}
	}
}
