import { asked, packagesKey } from '../../artifacts/keys.ts'
import type { PartContext, StackPart } from '../../artifacts/stack/part.ts'
import type { BesideDocker, NetworkDriver } from '../provider.ts'

async function obtain({ guestSuite }: BesideDocker, context: PartContext): Promise<StackPart> {
	const [{ lxcPackages }, { lockedPackages }, { lxcPart }] = await Promise.all([
		import('../../artifacts/apt/lxc-packages.ts'),
		import('../../artifacts/apt/locked-packages.ts'),
		import('../../artifacts/stack/lxc-part.ts'),
	])
	const { apt, arch, store } = context
	const resolve = () => lxcPackages((name) => apt.versions(name), guestSuite)
	const debs = await lockedPackages(asked.lxc(guestSuite), resolve, { apt, arch, lock: store?.lock })
	return lxcPart(debs, context)
}

/**
 * Of the host and not of the user: its program has the set-user-ID bit, and the bridge that it leads to is of lxc-net.
 * It is therefore the guest's own, in one version for each guest.
 */
export const lxcUserNic: NetworkDriver = {
	name: 'lxc-user-nic',
	about:
		'Debian’s package of the guest’s own suite, with lxc-net’s bridge lxcbr0 and its DHCP, set up in the VM by root before Docker is installed.',
	examples: [{ value: 'lxc-user-nic' }],
	expects: '"lxc-user-nic" without a version: it is the guest’s own',
	parse: (version) => (version === undefined ? {} : undefined),
	slug: () => 'lxc-user-nic',
	pins: (_value, { guestSuite }, arch) => [packagesKey(asked.lxc(guestSuite), arch)],
	obtain: (_value, docker, context) => obtain(docker, context),
}
