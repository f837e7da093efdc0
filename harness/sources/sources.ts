import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'

/** Folders whose files are the product, and what says which versions of other packages it runs with. */
const productFolders = ['harness', 'suites', 'images', 'vm', 'results'] as const
const allManifests = ['package.json', 'package-lock.json']

export interface SourcesOptions {
	/** The directory of the package. */
	readonly root: string
	/** Folders, and single files, relative to `root`; default: all five folders of the product, */
	readonly folders?: readonly string[] | undefined
	/** and what says which other packages there are. */
	readonly manifests?: readonly string[] | undefined
}

/**
 * Hash (16 hexadecimal digits of sha256) over the paths and contents of the product's own files: two harnesses with the same
 * one ask and judge alike. A test of the product is not part of it; a manifest that is missing counts as empty.
 */
export async function hashSources({
	root,
	folders = productFolders,
	manifests = allManifests,
}: SourcesOptions): Promise<string> {
	const found = await Promise.all(folders.map((folder) => filesBelow(join(root, folder))))
	const paths = [...found.flat(), ...manifests.map((name) => join(root, name))].sort()
	const contents = await Promise.all(paths.map((path) => readFile(path).catch(() => Buffer.alloc(0))))
	const hash = createHash('sha256')
	for (const [index, path] of paths.entries()) {
		const content = contents[index] ?? Buffer.alloc(0)
		// With its length, so that no content can pass for the next file's name.
		hash.update(`${relative(root, path)}\0${content.length}\0`).update(content)
	}
	return hash.digest('hex').slice(0, 16)
}

async function filesBelow(folder: string): Promise<string[]> {
	if (/\.[jt]s$/.test(folder)) return [folder]
	const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
	return entries
		.filter((entry) => entry.isFile() && !(isTest(entry.name) && !isSuite(entry)))
		.map((entry) => join(entry.parentPath, entry.name))
}

const isTest = (name: string): boolean => /\.(test|fixture)\.[jt]s$/.test(name)

/** Files of checks are the product, whatever they are called. */
const isSuite = ({ parentPath }: { readonly parentPath: string }): boolean =>
	basename(parentPath) === 'suites'
