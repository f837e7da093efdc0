import type { GuestDistribution } from './distribution.ts'

interface Release extends Pick<GuestDistribution, 'about' | 'limits' | 'minLinux'> {
	/** `13` */
	readonly release: string
	readonly suite: string
	/** What the programs of a stack are linked to, in this release's names. */
	readonly libraries: readonly string[]
}

/**
 * A Debian release as a guest. It has what rootless Docker's documentation asks for, what a Debian system brings anyway,
 * and the probing tools.
 */
export const debianGuest = ({ release, suite, libraries, ...others }: Release): GuestDistribution => ({
	value: `debian:${release}`,
	title: `Debian ${release}`,
	system: {
		suite,
		packages: [
			...['systemd-sysv', 'udev', 'dbus', 'dbus-user-session', 'libpam-systemd', 'openssh-server'],
			...['uidmap', 'iptables', 'nftables', 'iproute2', 'kmod', 'procps', 'ca-certificates', 'e2fsprogs'],
			...libraries,
			...['socat', 'dnsmasq-base', 'iputils-ping', 'curl', 'tcpdump', 'conntrack', 'iperf3'],
		],
	},
	...others,
})
