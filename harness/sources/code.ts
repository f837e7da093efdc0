import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createHash } from 'node:crypto'
import { closureOf } from './closure/index.ts'
import { hashSources } from './sources.ts'

/** Of these folders, and of every file of the package that `entry` imports, directly or not. */
export async function hashCode(of: {
	readonly root: string
	readonly folders: readonly string[]
	readonly entry: string
}): Promise<string> {
	const hash = createHash('sha256').update(await hashSources(of))
	for (const path of await importClosure(of.root, of.entry))
		hash.update(`${path}\0`).update(await readFile(join(of.root, path)))
	return hash.digest('hex').slice(0, 16)
}

/** Paths, relative to `root` and sorted, of the modules of the package that a module needs, itself included. */
export async function importClosure(root: string, entry: string): Promise<string[]> {
	const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
		readonly imports?: Readonly<Record<string, string>>
	}
	return (await closureOf(root, entry, manifest.imports)).paths
}
