import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PartOrigin } from '#results'
import { readJson } from '../cache.ts'
import { ArtifactFault, assertRoom } from '../fault.ts'
import type { KernelTree } from '../kernel.ts'
import type { PartContext } from '../stack/part.ts'
import { compilerVersions, realProbe } from './build-tools.ts'
import { compileKernel } from './compile.ts'
import { kernelSource, type SourceOptions } from './source-package.ts'

/** A kernel that no one packages: Debian's source of a series with one of the configs beside this file. */
export interface BuiltKernelRequest {
	readonly series: string
	readonly config: 'no-br-netfilter'
}

/** Measured with 6.12: 1.6 GiB of source, and its objects. */
const ROOM_BYTES = 4 * 2 ** 30

/**
 * Builds a kernel that really lacks an option, once for the same source, config and compiler.
 * @throws ArtifactError when the source is not available; HostError when this machine cannot build, or the build fails.
 */
export async function builtKernel(
	{ series, config }: BuiltKernelRequest,
	context: PartContext,
	options: SourceOptions = {},
): Promise<KernelTree> {
	const { cache, signal, log } = context
	if (process.arch !== 'x64')
		throw new ArtifactFault('unsupported', `The config ${config} is for amd64 kernels only.`)
	const fragment = fileURLToPath(new URL(`configs/${config}.config`, import.meta.url))
	const text = await readFile(fragment, 'utf8')
	const compilers = await compilerVersions(realProbe(signal))
	const source = await kernelSource(series, context, options)
	const what = `Linux ${source.version} with ${config}.config`
	const origins: PartOrigin[] = [
		{
			part: 'kernel',
			provider: 'debian',
			version: source.version,
			source: `${source.name}_${source.version} (${source.suite}), built with ${config}.config by ${compilers[0]}`,
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
				fragment,
				signal,
				tree: join(into, 'tree'),
				workDir: join(into, 'work'),
				onProgress: ({ steps, seconds }) =>
					log?.(`Building ${what}: ${steps} steps in ${Math.round(seconds / 60)} min`),
			})
			await writeFile(join(into, 'origins.json'), JSON.stringify(origins))
		},
	})
	const key = dir.split('/').at(-1) ?? ''
	return { tree: join(dir, 'tree'), key, origins: await readJson<PartOrigin[]>(join(dir, 'origins.json')) }
}
