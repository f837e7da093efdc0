import type { Architecture } from '#results/architecture'
import { ArtifactFault } from '../fault.ts'
import type { Apt, DownloadedPackage } from './apt.ts'
import type { PackageVersion } from './debian-names.ts'
import { packagesKey } from '../keys.ts'
import type { Lock } from '../lock/lock.ts'

/**
 * Packages by the lock file where it has them, else by the resolver and pinned from now on: the same lock gives
 * the same kernel and the same Docker on another day and another machine.
 */
export async function lockedPackages(
	what: string,
	resolve: () => Promise<readonly PackageVersion[]>,
	{
		apt,
		arch,
		lock,
	}: {
		readonly apt: Pick<Apt, 'download'>
		readonly arch: Architecture
		readonly lock?: Lock | undefined
	},
): Promise<DownloadedPackage[]> {
	const key = packagesKey(what, arch)
	const pinned = lock?.pinned(key)
	if (pinned) {
		if ('packages' in pinned) return apt.download(pinned.packages)
		throw new ArtifactFault(
			'wrong-sum',
			`${lock?.name} says that ${key} is one file; it is a list of packages.`,
			{
				hint: 'Remove the entry to have it written anew.',
			},
		)
	}
	lock?.assertOpenFor(key)
	const debs = await apt.download(await resolve())
	const packages = debs.map(({ name, version, suite, sha256 }) => ({ name, version, suite, sha256 }))
	await lock?.pin(key, { packages })
	return debs
}
