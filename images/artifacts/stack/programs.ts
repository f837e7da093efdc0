import { chmod, copyFile, mkdir, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Architecture } from '#results/architecture'
import { assertRunnable } from '../elf.ts'
import { ArtifactFault } from '../fault.ts'

/** Where builds put their programs: side by side, in upstream's two tarballs, or as distributions do. */
const programDirs = [
	'.',
	'docker',
	'docker-rootless-extras',
	'bin',
	'usr/bin',
	'usr/sbin',
	'usr/libexec/docker',
	'usr/share/docker.io/contrib',
]

/** What a rootless daemon does not come up without. */
export const dockerRequired = [
	'dockerd',
	'docker',
	'containerd',
	'containerd-shim-runc-v2',
	'runc',
	'docker-proxy',
	'dockerd-rootless.sh',
	'dockerd-rootless-setuptool.sh',
]

/** rootlesskit-docker-proxy is needed up to 27 and gone in 28. */
export const dockerOptional = ['ctr', 'docker-init', 'rootlesskit-docker-proxy']

/** Programs by name, to where they lie. */
export type Programs = ReadonlyMap<string, string>

const placesIn = (roots: readonly string[]) =>
	roots.flatMap((root) => programDirs.map((dir) => join(root, dir)))

/** Looks for programs in all the layouts; the first place that has one wins. */
export async function findPrograms(roots: readonly string[], names: readonly string[]): Promise<Programs> {
	const found = new Map<string, string>()
	for (const name of names)
		for (const dir of placesIn(roots)) {
			const path = join(dir, name)
			const info = await stat(path).catch(() => undefined)
			if (!found.has(name) && info?.isFile()) found.set(name, path)
		}
	return found
}

/**
 * @param where how messages call the roots: a directory, or a tarball and its address
 * @throws ArtifactFault `missing-program` naming what was looked for, where, and what is there.
 */
export async function assertPrograms(
	roots: readonly string[],
	found: Programs,
	required: readonly string[],
	where: string,
): Promise<void> {
	const missing = required.filter((name) => !found.has(name))
	if (missing.length === 0) return
	const there = await whatIsThere(roots)
	throw new ArtifactFault(
		'missing-program',
		`${where} has no ${missing.join(', ')}. Looked in ${programDirs.join(', ')}; found ${there || 'nothing at all'}.`,
		{
			hint: 'Give binaries side by side, in docker/ and docker-rootless-extras/, or as a distribution lays them out.',
		},
	)
}

const MAX_SHOWN = 20

async function whatIsThere(roots: readonly string[]): Promise<string> {
	const files: string[] = []
	for (const root of roots)
		for (const dir of programDirs)
			for (const item of await readdir(join(root, dir), { withFileTypes: true }).catch(() => []))
				if (!item.isDirectory()) files.push(join(dir, item.name))
	const more = files.length - MAX_SHOWN
	return files.slice(0, MAX_SHOWN).join(', ') + (more > 0 ? ` and ${more} more` : '')
}

/** Puts programs side by side into a directory, having looked whether the guest could run them. */
export async function copyPrograms(
	programs: Programs,
	into: string,
	arch: Architecture,
	where: string,
): Promise<void> {
	await mkdir(into, { recursive: true })
	for (const [name, from] of programs) {
		await assertRunnable(from, `${name} of ${where}`, arch)
		await copyFile(from, join(into, name))
		await chmod(join(into, name), 0o755)
	}
}
