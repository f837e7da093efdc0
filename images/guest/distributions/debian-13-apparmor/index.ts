import { join } from 'node:path'
import { restrictedGuest } from '#results'
import { debian13 } from '../debian-13/index.ts'
import type { GuestDistribution } from '../distribution.ts'

const profile = 'restricted-userns'

/**
 * What Ubuntu's kernel does from 23.10 on to every program without a profile, this guest does to the programs of the
 * stack, by a profile: Debian's kernels have AppArmor's rule for user namespaces (upstream's from Linux 6.7 on), and not
 * Ubuntu's sysctl. Ubuntu lets the namespace be made and takes its capabilities; this kernel does not let it be made.
 */
export const debian13AppArmor: GuestDistribution = {
	...debian13,
	value: restrictedGuest,
	title: 'Debian 13 (AppArmor)',
	about:
		'An AppArmor profile lets no program of the stack make a user namespace, as Ubuntu’s kernel lets none without a profile from 23.10 on; for Linux 6.7 or newer.',
	system: {
		...debian13.system!,
		packages: [...debian13.system!.packages, 'apparmor'],
		rootfs: join(import.meta.dirname, 'rootfs'),
	},
	proof: {
		argv: ['grep', '-q', `^${profile} `, '/sys/kernel/security/apparmor/profiles'],
		lacking: 'has no AppArmor that restricts user namespaces',
		hint: 'Choose a kernel of 6.7 or newer with CONFIG_SECURITY_APPARMOR=y, or the guest debian:13.',
	},
}
