import { basename, join } from 'node:path'
import { ArtifactFault } from './fault.ts'
import { asked, defaultSuite } from './keys.ts'
import { lockedPackages } from './apt/locked-packages.ts'
import type { PartContext } from './stack/part.ts'
import { extractPackages } from './unpack/packages.ts'

/** A static busybox for the initrd. */
export interface Busybox {
	readonly path: string
	/** Of its entry in the cache. */
	readonly key: string
}

/** Debian's busybox-static, of the base image's suite. */
export async function debianBusybox({
	apt,
	arch,
	cache,
	codeOf,
	signal,
	store,
}: PartContext): Promise<Busybox> {
	const resolve = async () => {
		const versions = await apt.versions('busybox-static')
		const found = versions.find((item) => item.suite === defaultSuite)
		if (!found) throw new ArtifactFault('not-found', 'Debian 13 has no busybox-static on this mirror.')
		return [found]
	}
	const debs = await lockedPackages(asked.busybox, resolve, { apt, arch, lock: store?.lock })
	const dir = await cache.entry({
		kind: 'busybox',
		inputs: { code: await codeOf?.('busybox'), key: debs[0]?.sha256 ?? '' },
		signal,
		build: (into) => extractPackages(debs, join(into, 'tree'), signal),
	})
	return { path: join(dir, 'tree/usr/bin/busybox'), key: basename(dir) }
}
