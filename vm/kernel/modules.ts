import { copyFile, cp, mkdir, readFile, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { ArtifactError } from '#results/errors'
import { type Bounded, namesUnder, runTool } from '../host/index.ts'
import type { Kernel } from './tree.ts'

/** `br_netfilter` for `kernel/net/bridge/br_netfilter.ko.xz`; the kernel takes - and _ for the same. */
const moduleName = (path: string): string =>
	basename(path)
		.replace(/\.ko(\.\w+)?$/, '')
		.replaceAll('-', '_')

/** Milliseconds. A distribution's full kernel has 5,000 compressed modules: 15 s of a processor that may be shared. */
const depmodDeadline = 600_000

const isModule = (path: string): boolean => /\.ko(\.\w+)?$/.test(path)

/**
 * Copies a kernel's modules to `base`/lib/modules/RELEASE, takes the withheld ones away and indexes the rest,
 * as the packages' own scripts would have done on an installed system; the kernel's configuration goes with them,
 * so that a guest can read it. Returns that directory.
 * @throws ArtifactError when a withheld module is built into the kernel, or may be.
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
	if (kernel.config !== undefined) {
		// Not through a link of that name, which the kernel's own directory may have.
		await rm(join(directory, 'config'), { recursive: true, force: true })
		await copyFile(kernel.config, join(directory, 'config'))
	}
	const withheld = (await namesUnder(directory)).filter(
		(path) => isModule(path) && without.includes(moduleName(path)),
	)
	await forbidBuiltin(
		kernel,
		without.filter((name) => !withheld.map(moduleName).includes(name)),
	)
	for (const path of withheld) await rm(join(directory, path))
	await runTool(['depmod', '-b', base, kernel.release], { deadline: depmodDeadline, ...bounded })
	return directory
}

/** Which of these modules a kernel neither has nor has built in; one without a modules.builtin has what it has files of. */
export async function missingModules(kernel: Kernel, names: readonly string[]): Promise<string[]> {
	const lists = await Promise.all(kernel.modulesDirs.map(namesUnder))
	const files = new Set(lists.flat().filter(isModule).map(moduleName))
	const built = await builtins(kernel)
	return names.filter((name) => !files.has(name) && built?.has(name) !== true)
}

/** What is built in, by module name; undefined where the packages do not say. */
async function builtins(kernel: Kernel): Promise<ReadonlySet<string> | undefined> {
	for (const directory of kernel.modulesDirs) {
		const list = await readFile(join(directory, 'modules.builtin'), 'utf8').catch(() => undefined)
		if (list !== undefined) return new Set(list.split('\n').filter(Boolean).map(moduleName))
	}
	return undefined
}

/** The options of modules that are withheld: a kernel without modules has its configuration only. */
const optionOf: Readonly<Record<string, string>> = { br_netfilter: 'BRIDGE_NETFILTER' }

/** Whether a module is built in, by the configuration; undefined where there is none. */
function isBuiltin(config: string | undefined, name: string): boolean | undefined {
	const option = optionOf[name]
	if (config === undefined || option === undefined) return undefined
	return config.split('\n').includes(`CONFIG_${option}=y`)
}

const configText = async ({ config }: Kernel): Promise<string | undefined> =>
	config === undefined ? undefined : readFile(config, 'utf8')

/** `names` are to be withheld and no file has them: they do not exist, or cannot be taken away. */
async function forbidBuiltin(kernel: Kernel, names: readonly string[]): Promise<void> {
	if (names.length === 0) return
	const [built, config] = await Promise.all([builtins(kernel), configText(kernel)])
	const stuck = names.filter((name) => built?.has(name) ?? isBuiltin(config, name) ?? true)
	if (stuck.length === 0) return
	const why = built
		? 'it is built in'
		: 'it has no such module, and no modules.builtin says whether it is built in'
	throw new ArtifactError(`${stuck.join(', ')} cannot be taken from ${kernel.release}: ${why}`, {
		hint: 'Choose another value of brNetfilter or modules for this kernel.',
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
	// The host's own blacklists and aliases are not this kernel's.
	const config = join(base, 'modprobe.d')
	await mkdir(config, { recursive: true })
	if (names.length === 0) return []
	const where = ['--config', config, '--dirname', base, '--set-version', kernel.release]
	const lines = await runTool(['modprobe', ...where, '--show-depends', '--all', ...names], bounded)
	const files = new Set<string>()
	for (const line of lines.split('\n')) {
		const path = /^insmod (\S+)/.exec(line)?.[1]
		if (path) files.add(path)
	}
	return [...files]
}
