import { ArtifactFault } from '../fault.ts'
import type { Lookup } from './debian-packages.ts'
import type { PackageVersion } from './debian-names.ts'

/**
 * What has lxc-user-nic and its bridge, in the version of a suite: liblxc-common has the program, lxc the service lxc-net,
 * and the library is called liblxc1t64 since Debian 13.
 */
export async function lxcPackages(lookup: Lookup, suite: string): Promise<PackageVersion[]> {
	const found = await Promise.all(
		['liblxc-common', 'lxc', 'liblxc1t64', 'liblxc1'].map(async (name) =>
			(await lookup(name)).find((item) => item.suite === suite),
		),
	)
	const [common, lxc, library = found[3]] = found
	if (common !== undefined && lxc !== undefined && library !== undefined) return [common, lxc, library]
	throw new ArtifactFault('not-found', `Debian’s suite ${suite} has no lxc-user-nic.`, {
		hint: 'It is in the packages liblxc-common, lxc and liblxc1t64 (liblxc1 before Debian 13), which the guest’s own suite must have.',
	})
}
