import { debianGuest } from '../debian.ts'

const because = 'it needs glibc 2.38, and Debian 12 has 2.36'

export const debian12 = debianGuest({
	release: '12',
	suite: 'bookworm',
	about: 'systemd 252, glibc 2.36, iptables 1.8.9.',
	// README of systemd 252.38: 3.15 is its minimum, 4.15 its recommended baseline: the first Linux with the cpu
	// controller and the device hook in cgroup v2, which the guest has. Older ones set its taint flag old-kernel.
	minLinux: '4.15',
	// Debian 12's dockerd 20.10 links to libdevmapper.
	libraries: ['libslirp0', 'libglib2.0-0', 'libseccomp2', 'libcap2', 'libdevmapper1.02.1'],
	limits: [
		{ part: 'docker', from: '26.1', because: 'its runc needs glibc 2.38, and Debian 12 has 2.36' },
		{ part: 'slirp4netns', from: '1.2.1', because },
		{ part: 'pasta', from: '2025_05_03', because },
	],
})
