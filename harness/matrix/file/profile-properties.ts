import type { profileKeys } from './profile-keys.ts'

const flag = (description: string) => ({ type: 'boolean', description })
const autoOrNot = (description: string) => ({ enum: ['auto', true, false, 'true', 'false'], description })
const map = (description: string) => ({
	type: 'object',
	maxProperties: 20,
	additionalProperties: { type: ['string', 'integer'] },
	description,
})

/** What an editor is told of a profile's keys; what exactly is taken, the reader says. */
export const profileProperties: {
	readonly [key in keyof typeof profileKeys]: Readonly<Record<string, unknown>>
} = {
	icc: flag('Whether containers on the default bridge may talk to each other.'),
	'userland-proxy': flag('Whether docker-proxy carries published ports.'),
	'ignore-br-netfilter-error': {
		type: ['string', 'integer'],
		description:
			'The value of DOCKER_IGNORE_BR_NETFILTER_ERROR; only "1" makes the daemon go on without br_netfilter.',
	},
	ipv6: flag('Whether the default bridge has IPv6.'),
	'disable-host-loopback': flag(
		'Whether the namespace is kept from the loopback of the VM (RootlessKit’s --disable-host-loopback).',
	),
	mtu: {
		type: 'integer',
		minimum: 576,
		maximum: 65520,
		description:
			'The MTU of the network driver; left out, it is the script’s choice, which changed with 28.5.2.',
	},
	'detach-netns': flag(
		'Whether RootlessKit detaches the network namespace from itself, as it does by default from Docker 29.5.0 on.',
	),
	'rootlesskit-flags': {
		anyOf: [{ type: 'string' }, { type: 'array', maxItems: 20, items: { type: 'string' } }],
		examples: [['--ipv6']],
		description: 'More flags of RootlessKit, without those that an axis or another key sets.',
	},
	'slirp4netns-sandbox': autoOrNot('Whether slirp4netns runs in a mount namespace of its own.'),
	'slirp4netns-seccomp': autoOrNot('Whether slirp4netns has a seccomp filter.'),
	'firewall-backend': {
		enum: ['iptables', 'nftables'],
		description: 'What dockerd writes its rules with, from 29.0 on.',
	},
	ip6tables: flag('Whether dockerd writes rules for IPv6.'),
	bridge: {
		enum: ['none'],
		description:
			'`none` for no default bridge: checks of it and of builds are not asked, others use a network of their own in its place.',
	},
	'storage-driver': {
		enum: ['overlay2', 'fuse-overlayfs', 'vfs'],
		description: 'Where images and containers lie, without containerd’s image store.',
	},
	'containerd-snapshotter': flag(
		'Whether containerd’s image store is used, the default of new installations from 29.0 on.',
	),
	env: map('More of the daemon’s environment, without what the harness, an axis or another key sets.'),
	iptables: {
		enum: ['nft', 'legacy'],
		description:
			'Which of its two iptables the VM has as `iptables`, chosen by root before Docker is installed.',
	},
	sysctls: map('Sysctls of the VM, written by root before Docker is installed.'),
}
