import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ArtifactError } from '#results/errors'

/** A kernel in the parts that a VM needs, wherever its packages put them. */
export interface Kernel {
	/** What `uname -r` will say. */
	readonly release: string
	readonly vmlinuz: string
	/** The build configuration, when the packages bring it. */
	readonly config?: string
	/** Directories named after the release; Debian spreads one tree over several packages since 6.19. */
	readonly modulesDirs: readonly string[]
}

const moduleRoots = ['usr/lib/modules', 'lib/modules']

/**
 * Finds the kernel in extracted package trees: vmlinuz in /boot (Debian before 6.19) or beside the modules
 * (since 6.19, and RPMs), modules under /lib or /usr/lib.
 * @throws ArtifactError when there is no kernel, no modules, or more than one kernel.
 */
export async function readKernelTree(treeDirs: readonly string[]): Promise<Kernel> {
	const modulesDirs = new Map<string, string[]>()
	const images = new Map<string, string>()
	const configs = new Map<string, string>()
	for (const tree of treeDirs) {
		for (const root of moduleRoots)
			for (const release of await names(join(tree, root))) {
				const directory = join(tree, root, release)
				if (!(await isDirectory(directory))) continue
				modulesDirs.set(release, [...(modulesDirs.get(release) ?? []), directory])
				for (const file of await names(directory)) {
					if (file === 'vmlinuz') images.set(release, join(directory, file))
					if (file === 'config') configs.set(release, join(directory, file))
				}
			}
		for (const file of await names(join(tree, 'boot'))) {
			const [, kind, release] = /^(vmlinuz|config)-(.+)$/.exec(file) ?? []
			if (kind === 'vmlinuz') images.set(release!, join(tree, 'boot', file))
			if (kind === 'config') configs.set(release!, join(tree, 'boot', file))
		}
	}
	const found = [...images].filter(([release]) => modulesDirs.has(release))
	if (found.length !== 1) throw notOneKernel(treeDirs, [...images.keys()], [...modulesDirs.keys()])
	const [release, vmlinuz] = found[0]!
	const config = configs.get(release)
	return { release, vmlinuz, modulesDirs: modulesDirs.get(release)!, ...(config ? { config } : {}) }
}

function notOneKernel(trees: readonly string[], images: string[], modules: string[]): ArtifactError {
	const list = (releases: string[]) => releases.join(', ') || 'none'
	return new ArtifactError(
		`Expected one kernel with its modules in ${trees.join(', ')}; found vmlinuz of: ${list(images)}; modules of: ${list(modules)}`,
		{ hint: 'Since Debian 6.19 a kernel is linux-binary-X, linux-modules-X and linux-base-X together.' },
	)
}

async function names(directory: string): Promise<string[]> {
	try {
		return (await readdir(directory)).sort()
	} catch {
		return []
	}
}

const isDirectory = async (path: string): Promise<boolean> => (await stat(path)).isDirectory()
