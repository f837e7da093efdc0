import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Imports that are left when types are gone. */
const importing =
	/^\s*(?:import|export)\s+(?!type\b)(?:[^'"]*?\bfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm

/**
 * Paths, relative to `root` and sorted, of the modules that a module needs, itself included, and the names of the packages
 * that these import. `doors`: the package's own `#` names.
 */
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
