import { debianGuest } from '../debian.ts'

export const debian13 = debianGuest({
	release: '13',
	suite: 'trixie',
	about: 'The default: systemd 257, glibc 2.41, iptables 1.8.11.',
	// README of systemd 257.13: 3.15 is its minimum, 5.4 its recommended baseline: the first Linux with all of pidfd.
	// Older ones set its taint flag old-kernel.
	minLinux: '5.4',
	libraries: [
		...['libslirp0', 'libglib2.0-0t64', 'libseccomp2', 'libcap2'],
		// Debian 12's dockerd 20.10 links to it.
		'libdevmapper1.02.1',
	],
})
