import { cp, mkdir, readFile, readdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { ArtifactError } from '#results'
import type { Bounded } from '../process/bounded.ts'
import { runTool } from '../process/run-tool.ts'
import type { Kernel } from './tree.ts'

/** `br_netfilter` for `kernel/net/bridge/br_netfilter.ko.xz`; the kernel takes - and _ for the same. */
const moduleName = (path: string): string =>
	basename(path)
		.replace(/\.ko(\.\w+)?$/, '')
		.replaceAll('-', '_')

/**
 * Copies a kernel's modules to `base`/lib/modules/RELEASE, takes the withheld ones away and indexes the rest,
 * as the packages' own scripts would have done on an installed system. Returns that directory.
 * @throws ArtifactError when a withheld module is built into the kernel.
 */
export async function stageModules(
	kernel: Kernel,
	base: string,
	{ without = [], ...bounded }: Bounded & { readonly without?: readonly string[] | undefined } = {},
): Promise<string> {
	const directory = join(base, 'lib', 'modules', kernel.release)
	await mkdir(directory, { recursive: true })
	for (const source of kernel.modulesDirs)
		await cp(source, directory, {
			recursive: true,
			verbatimSymlinks: true,
			// The kernel image itself, and links to source trees that are not there.
			filter: (path) => !/\/(vmlinuz|build|source)$/.test(path.slice(source.length)),
		})
	await forbidBuiltin(kernel, directory, without)
	for (const path of await readdir(directory, { recursive: true }))
		if (/\.ko(\.\w+)?$/.test(path) && without.includes(moduleName(path))) await rm(join(directory, path))
	await runTool('depmod', ['-b', base, kernel.release], bounded)
	return directory
}

async function forbidBuiltin(kernel: Kernel, directory: string, without: readonly string[]): Promise<void> {
	const builtin = await readFile(join(directory, 'modules.builtin'), 'utf8').catch(() => '')
	const names = new Set(builtin.split('\n').filter(Boolean).map(moduleName))
	const stuck = without.filter((name) => names.has(name))
	if (stuck.length > 0)
		throw new ArtifactError(`${stuck.join(', ')} cannot be taken from ${kernel.release}: it is built in`, {
			hint: 'Choose another value of brNetfilter for this kernel.',
		})
}

/**
 * The files to insert, in order, so that every one of `names` works; what is built in needs none.
 * @throws HostError when the kernel has no such module.
 */
export async function moduleFiles(
	kernel: Kernel,
	base: string,
	names: readonly string[],
	bounded: Bounded = {},
): Promise<string[]> {
	const files = new Set<string>()
	for (const name of names) {
		const args = ['--dirname', base, '--set-version', kernel.release, '--show-depends', name]
		for (const line of (await runTool('modprobe', args, bounded)).split('\n')) {
			const path = /^insmod (\S+)/.exec(line)?.[1]
			if (path) files.add(path)
		}
	}
	return [...files]
}
