import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

const kinds = ['dependencies', 'optionalDependencies', 'devDependencies'] as const

/** The names of the packages that an install has, may have, and that a clone has beside them. */
export async function readManifest(
	root: string,
): Promise<Readonly<Record<(typeof kinds)[number], readonly string[]>>> {
	const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Partial<
		Record<(typeof kinds)[number], Readonly<Record<string, string>>>
	>
	const [dependencies, optionalDependencies, devDependencies] = kinds.map((kind) =>
		Object.keys(manifest[kind] ?? {}),
	) as [string[], string[], string[]]
	return { dependencies, optionalDependencies, devDependencies }
}
