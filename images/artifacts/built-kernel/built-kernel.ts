import { writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { compareVersions, type PartOrigin } from '#results'
import { hostArchitecture } from '#results/architecture'
import { lookUp, readKernelSet, readKernelTree } from '#vm/kernel'
import { ArtifactFault, assertRoom } from '../fault.ts'
import { devicesOf } from '../file-kernel.ts'
import type { KernelTree } from '../kernel.ts'
import type { PartContext } from '../stack/part.ts'
import { compilerVersions, realProbe } from './build-tools.ts'
import { compileKernel } from './compile.ts'
import { kernelConfig } from './kernel-config.ts'
import { readOwnFragment } from './own-fragment.ts'
import { kernelSource, type SourceOptions } from './source-package.ts'
import type { BuiltWithout } from './without.ts'

/** A kernel that no one packages: Debian's source of a series with the harness's own config, or what is made of it. */
export interface BuiltKernelRequest {
	readonly series: string
	/** In the order of `withoutNames`. */
	readonly without: readonly BuiltWithout[]
	/** A fragment of one's own over all that; a relative path is meant from the matrix file's directory. */
	readonly fragment?: { readonly path: string; readonly sha256: string } | undefined
}

/** Measured with 6.12: 1.6 GiB of source, and its objects. */
const ROOM_BYTES = 4 * 2 ** 30

/**
 * Builds a kernel that really lacks an option, once for the same source, config and compiler.
 * @throws ArtifactError when the source is not available; ArtifactFault for a fragment that cannot be used, and a kernel
 * that could run no guest; HostError when this machine cannot build, or the build fails.
 */
export async function builtKernel(
	{ series, without, fragment }: BuiltKernelRequest,
	context: PartContext,
	options: SourceOptions = {},
): Promise<KernelTree> {
	const { arch, baseDir = '.', cache, signal, log } = context
	if (arch !== 'x86_64' || hostArchitecture() !== 'x86_64')
		throw new ArtifactFault(
			'unsupported',
			'The configs of kernels that are built here are for amd64 only, and on such a machine.',
		)
	if (without.includes('ip-tables') && (compareVersions('kernel', series, '6.10') ?? 0) < 0)
		throw new ArtifactFault(
			'unsupported',
			`Linux ${series} has no xt_ extensions without ip_tables. Expected Linux 6.10 or newer.`,
			{ hint: 'Take a newer series, such as built:6.12-no-ip-tables.' },
		)
	const own = fragment && (await readOwnFragment(resolve(baseDir, fragment.path), fragment.sha256))
	const { text, names } = await kernelConfig(without, own)
	const compilers = await compilerVersions(realProbe(signal))
	const source = await kernelSource(series, context, options)
	const configs = [...names, ...(own === undefined ? [] : [`${basename(own.path)} (${own.sha256})`])]
	const what = `Linux ${source.version} with ${configs.join(', ')}`
	const origins: PartOrigin[] = [
		{
			part: 'kernel',
			provider: 'debian',
			version: source.version,
			source: `${source.name}_${source.version} (${source.suite}), built with ${configs.join(', ')} by ${compilers[0]}`,
			sha256: source.sha256,
		},
	]
	const dir = await cache.entry({
		kind: 'kernels',
		inputs: { builder: 1, source: source.sha256, config: text, compilers },
		signal,
		onBuild: () => log?.(`Building ${what}: some 2,200 steps, behind everything else that runs here`),
		build: async (into) => {
			await assertRoom(into, ROOM_BYTES, 'a kernel’s source and objects')
			await compileKernel({
				sourceDeb: source.path,
				fragment: text,
				signal,
				tree: join(into, 'tree'),
				workDir: join(into, 'work'),
				// Before it compiles for nothing.
				onConfigured: async (config) => void (await factsOf(config)),
				onProgress: ({ steps, seconds }) =>
					log?.(`Building ${what}: ${steps} steps in ${Math.round(seconds / 60)} min`),
			})
			await writeFile(join(into, 'origins.json'), JSON.stringify(origins))
		},
	})
	const tree = join(dir, 'tree')
	const kernel = await readKernelTree([tree])
	// Of the file in the cache the fragment's name is that of whoever built it.
	return { tree, kernel, key: basename(dir), origins, ...(await factsOf(kernel.config!)) }
}

/**
 * What the finished configuration, which has no modules beside it, says of the kernel.
 * @throws ArtifactFault for a kernel that could run no guest.
 */
async function factsOf(config: string): Promise<Pick<KernelTree, 'devices' | 'brNetfilter'>> {
	const set = await readKernelSet([config])
	const { presence } = lookUp(set, { options: ['BRIDGE_NETFILTER'], modules: ['br_netfilter'] })
	return { devices: devicesOf(set, 'x86_64'), brNetfilter: presence }
}
