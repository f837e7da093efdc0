import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createHash } from 'node:crypto'
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

/** Imports that are left when types are gone. */
const importing =
	/^\s*(?:import|export)\s+(?!type\b)(?:[^'"]*?\bfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm

/** Paths, relative to `root` and sorted, of the modules of the package that a module needs, itself included. */
export async function importClosure(root: string, entry: string): Promise<string[]> {
	const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
		readonly imports?: Readonly<Record<string, string>>
	}
	return (await closureOf(root, entry, manifest.imports)).paths
}

/** The same, and the names of the other packages that these modules import. `doors`: the package's own `#` names. */
export async function closureOf(
	root: string,
	entry: string,
	doors: Readonly<Record<string, string>> = {},
): Promise<{ readonly paths: string[]; readonly packages: string[] }> {
	const seen = new Set<string>()
	const packages = new Set<string>()
	const todo = [entry]
	for (let path = todo.pop(); path !== undefined; path = todo.pop()) {
		if (seen.has(path)) continue
		seen.add(path)
		const text = await readFile(join(root, path), 'utf8')
		for (const [, named, dynamic] of text.matchAll(importing)) {
			const specifier = named ?? dynamic ?? ''
			const found = resolveImport(specifier, path, doors)
			if (found !== undefined) todo.push(found)
			else if (!specifier.startsWith('node:')) packages.add(packageOf(specifier))
		}
	}
	return { paths: [...seen].sort(), packages: [...packages].sort() }
}

/** `@scope/name/part` → `@scope/name` */
const packageOf = (specifier: string): string =>
	specifier
		.split('/')
		.slice(0, specifier.startsWith('@') ? 2 : 1)
		.join('/')

/** The path of a module of the package; undefined for Node's own and other packages', which package-lock.json holds. */
function resolveImport(
	specifier: string,
	from: string,
	doors: Readonly<Record<string, string>>,
): string | undefined {
	if (specifier.startsWith('.')) return join(dirname(from), specifier)
	const exact = doors[specifier]
	if (exact !== undefined) return join(exact)
	for (const [door, path] of Object.entries(doors)) {
		const [before = '', after] = door.split('*')
		if (after !== undefined && specifier.startsWith(before) && specifier.endsWith(after))
			return join(path.replace('*', specifier.slice(before.length, specifier.length - after.length)))
	}
	return undefined
}
