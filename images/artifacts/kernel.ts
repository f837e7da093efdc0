import { join } from 'node:path'
import type { PartOrigin } from '#results'
import { debianArchitecture } from '#results/architecture'
import type { DevicePlan, Kernel, Presence } from '#vm/kernel'
import { readJson } from './cache.ts'
import { kernelPackages } from './apt/debian-packages.ts'
import { asked } from './keys.ts'
import { lockedPackages } from './apt/locked-packages.ts'
import type { PartContext } from './stack/part.ts'
import { extractPackages } from './unpack/packages.ts'
import { writeFile } from 'node:fs/promises'

/** A kernel's packages, unpacked over one another. */
export interface KernelTree {
	readonly tree: string
	/** The kernel in `tree`, where that is not laid out as Debian's packages are. */
	readonly kernel?: Kernel | undefined
	/** The VM that it boots in; without one the kernel has drivers for what every VM has, as Debian's do. */
	readonly devices?: DevicePlan | undefined
	/** Whether it has br_netfilter, where that was found out. */
	readonly brNetfilter?: Presence | undefined
	/** Of its entry in the cache. */
	readonly key: string
	readonly origins: readonly PartOrigin[]
}

/** Fetches and unpacks a Debian cloud kernel: a series (`6.12`) or one release. */
export async function debianKernel(wanted: string, context: PartContext): Promise<KernelTree> {
	const { apt, arch, store } = context
	const resolve = () =>
		kernelPackages(
			(name) => apt.versions(name),
			(prefix) => apt.names(prefix),
			wanted,
			debianArchitecture(arch),
		)
	const debs = await lockedPackages(asked.kernel(wanted), resolve, { apt, arch, lock: store?.lock })
	const origins: PartOrigin[] = debs.map((deb) => ({
		part: 'kernel',
		provider: 'debian',
		version: deb.version,
		source: `${deb.name}_${deb.version} (${deb.suite})`,
		sha256: deb.sha256,
	}))
	return unpacked(context, debs, origins)
}

async function unpacked(
	{ cache, codeOf, signal }: PartContext,
	debs: readonly { readonly path: string; readonly sha256: string }[],
	origins: PartOrigin[],
): Promise<KernelTree> {
	const dir = await cache.entry({
		kind: 'kernels',
		inputs: { code: await codeOf?.('kernels'), debs: debs.map((deb) => deb.sha256) },
		signal,
		build: async (into) => {
			await extractPackages(debs, join(into, 'tree'), signal)
			await writeFile(join(into, 'origins.json'), JSON.stringify(origins))
		},
	})
	const key = dir.split('/').at(-1) ?? ''
	return { tree: join(dir, 'tree'), key, origins: await readJson<PartOrigin[]>(join(dir, 'origins.json')) }
}
