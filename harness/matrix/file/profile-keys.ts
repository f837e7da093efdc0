import { z } from 'zod'

const yesOrNo = z.boolean('true or false').optional()

/** A key whose value is read whole; what is no such value is told what was expected. */
function reading<T>(expected: string, read: (value: unknown) => T | undefined) {
	return z
		.unknown()
		.optional()
		.transform((value, context): T | undefined => {
			if (value === undefined) return undefined
			const found = read(value)
			if (found === undefined) context.addIssue({ code: 'custom', message: expected })
			return found
		})
}

const oneOf = <const T extends readonly string[]>(values: T) =>
	reading(values.map((value) => `"${value}"`).join(' or '), (value) =>
		values.find((one): one is T[number] => one === String(value)),
	)

const [MIN_MTU, MAX_MTU] = [576, 65520]
function mtu(value: unknown): number | undefined {
	const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
	const isMtu =
		typeof number === 'number' && Number.isInteger(number) && number >= MIN_MTU && number <= MAX_MTU
	return isMtu ? number : undefined
}

const MAX_ENTRIES = 20

/**
 * dockerd-rootless.sh splits its flags at blanks and lets the shell replace patterns in them, so that a flag may have
 * neither. What an axis or another key sets is not set past it.
 */
const flagForm = /^--[a-z0-9][a-z0-9-]*(=[A-Za-z0-9_.,:/@%+-]*)?$/
const ownFlags =
	/^--(net|port-driver|mtu|state-dir|disable-host-loopback|detach-netns|slirp4netns-(sandbox|seccomp|binary)|pasta-binary|copy-up|propagation)(=|$)/

function flags(value: unknown): string[] | undefined {
	const list: unknown = typeof value === 'string' ? value.split(' ') : value
	if (!Array.isArray(list) || list.length > MAX_ENTRIES) return undefined
	const good = list.filter(
		(one): one is string => typeof one === 'string' && flagForm.test(one) && !ownFlags.test(one),
	)
	return good.length === list.length ? good : undefined
}

/** Entries whose names and values all pass, the values as texts. */
function entries(
	isName: (name: string) => boolean,
	isValue: (text: string) => boolean,
): (value: unknown) => Record<string, string> | undefined {
	return (value) => {
		if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
		const all = Object.entries(value)
		if (all.length > MAX_ENTRIES) return undefined
		const good = all.flatMap(([name, one]: [string, unknown]) => {
			const text = typeof one === 'string' || Number.isInteger(one) ? String(one) : undefined
			return text !== undefined && isName(name) && isValue(text) ? [[name, text] as const] : []
		})
		return good.length === all.length ? Object.fromEntries(good) : undefined
	}
}

/** Names that somebody else decides: the harness, an axis, or a key of its own; and the one that records pass over. */
const ownNames =
	/^(__proto__|PATH|HOME|USER|SHELL|ENV|BASH_.*|LD_.*|XDG_.*|DBUS_.*|DOCKERD|DOCKER_HOST|DOCKER_IGNORE_BR_NETFILTER_ERROR|DOCKER_TEST_.*|_?DOCKERD_ROOTLESS_.*)$/
const isVariable = (name: string): boolean =>
	/^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(name) && !ownNames.test(name)
const isPlain = (text: string): boolean => text.length <= 500 && !/\p{C}/u.test(text)

const isSysctl = (name: string): boolean => /^(net|kernel|user|vm|fs)(\.[A-Za-z0-9_-]+)+$/.test(name)
const isSysctlValue = (text: string): boolean => /^[\w./:-]{1,40}( [\w./:-]{1,40}){0,9}$/.test(text)

const auto = ['auto', 'true', 'false'] as const

/** A profile in the spelling of dockerd's and RootlessKit's own options; messages say what was expected. */
export const profileKeys = {
	icc: yesOrNo,
	'userland-proxy': yesOrNo,
	'ignore-br-netfilter-error': z
		.union([z.string(), z.int().transform(String)], 'the variable\'s exact value, such as "1"')
		.optional(),
	ipv6: yesOrNo,
	'disable-host-loopback': yesOrNo,
	mtu: reading(`a whole number from ${MIN_MTU} to ${MAX_MTU}`, mtu),
	'detach-netns': yesOrNo,
	'rootlesskit-flags': reading(
		'a list of flags of RootlessKit, such as [--ipv6]: without blanks, and none that an axis or another key sets',
		flags,
	),
	'slirp4netns-sandbox': oneOf(auto),
	'slirp4netns-seccomp': oneOf(auto),
	'firewall-backend': oneOf(['iptables', 'nftables']),
	ip6tables: yesOrNo,
	bridge: oneOf(['none']),
	'storage-driver': oneOf(['overlay2', 'fuse-overlayfs', 'vfs']),
	'containerd-snapshotter': yesOrNo,
	env: reading(
		'a map of variables to values of one line, without those that the harness, an axis or another key sets',
		entries(isVariable, isPlain),
	),
	iptables: oneOf(['nft', 'legacy']),
	sysctls: reading(
		'a map of sysctls (net.…, kernel.…, user.…, vm.…, fs.…) to values such as 1 or "0 65535"',
		entries(isSysctl, isSysctlValue),
	),
}

/** Settings of the default bridge, or of what the daemon refuses it without: nothing would ask about them. */
const ofDefaultBridge = { icc: [true, false], ipv6: [true], 'userland-proxy': [false] } as const

/** What does not go with `bridge: none`, which has no default bridge; empty where all does. */
export function bridgeComplaints(
	profile: Readonly<Record<string, unknown>>,
): { key: string; expected: string }[] {
	if (profile['bridge'] !== 'none') return []
	return Object.entries(ofDefaultBridge).flatMap(([key, values]) =>
		values.some((value) => value === profile[key])
			? [{ key, expected: `nothing, or another value: with "bridge: none" no check asks about ${key}` }]
			: [],
	)
}
