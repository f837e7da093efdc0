import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Architecture, recordedArchitecture } from '#results/architecture'
import { hashOf } from '../artifacts/cache-keys.ts'
import type { GuestDistribution } from './distributions/index.ts'
import { fileInputs, guestFiles } from './guest-files.ts'

const here = import.meta.dirname

/** Debian's security updates reach the guests within so many days. */
export const RENEWED_DAYS = 30

/** Counts periods since 1970: images are renewed at the same time everywhere, and shards of one day share a key. */
export const periodOf = (now: number): number => Math.floor(now / (RENEWED_DAYS * 24 * 60 * 60_000))

/** What an image is built from, and the inputs of its key. */
export async function sourcesOf(
	{ suite, packages, rootfs }: NonNullable<GuestDistribution['system']>,
	arch: Architecture,
) {
	const files = [
		...(await guestFiles(join(here, 'rootfs'))),
		...(await guestFiles(join(here, '../probe/rootfs/probe'), 'usr/lib/rootless-matrix/probe')),
		...(rootfs === undefined ? [] : await guestFiles(rootfs)),
	]
	const setup = await readFile(join(here, 'setup.sh'), 'utf8')
	const inputsOf = (period: number) => ({
		builder: 2,
		suite,
		packages,
		setup,
		files: fileInputs(files),
		period,
		// Left out where it always was.
		...(arch === recordedArchitecture ? {} : { arch }),
	})
	return { files, setup, inputsOf }
}

/** Whether a run would find the image in this cache, for an estimate: its content is not verified. */
export async function isBaseImageCached(
	{ system }: GuestDistribution,
	{ cacheRoot, arch }: { readonly cacheRoot: string; readonly arch: Architecture },
	now = Date.now(),
): Promise<boolean> {
	if (system === undefined) return false
	const { inputsOf } = await sourcesOf(system, arch)
	const found = await stat(join(cacheRoot, 'base', hashOf(inputsOf(periodOf(now))))).catch(() => undefined)
	return found !== undefined
}
