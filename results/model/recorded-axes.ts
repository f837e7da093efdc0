/**
 * What a record's texts say of an axis. Whoever reads a record may have another version of the harness than the one that
 * wrote it, so this asks no provider and knows the grammar only: `PROVIDER:VERSION`, `DRIVER@VERSION`.
 */
const versions = {
	docker: /^\d+(\.\d+)+([+~-][A-Za-z0-9.+~-]*)?$/,
	rootlesskit: /^\d+(\.\d+)+([+~-][A-Za-z0-9.+~-]*)?$/,
	// A series, or a release as `uname -r` prints it.
	kernel: /^\d+\.\d+(\.\d+[A-Za-z0-9.+~-]*-[a-z0-9]+)?$/,
} as const

/** The providers whose values are paths. A path is no version, even if it looks like one. */
const pathProviders: readonly string[] = ['local', 'file']

/** `6.12`, `6.12-no-ipv6-no-veth`, and a config fragment of one's own behind a +. */
const builtKernel = /^(\d+\.\d+)((?:-no-[a-z0-9-]+)?)(?:\+.*)?$/s

/** What a kernel has been built without, where its text says so, by the names of modules: `ip_tables`, `ipv6`. */
export function leftOutOf(kernel: string): readonly string[] {
	const [provider, rest = ''] = splitAt(kernel, ':')
	const [, , without = ''] = (provider === 'built' && builtKernel.exec(rest)) || []
	return without
		.split('-no-')
		.slice(1)
		.map((name) => name.replaceAll('-', '_'))
}

/** The version that an axis names itself; undefined where it leaves it to a package, or to a directory. */
export function askedVersion(axis: keyof typeof versions, text: string): string | undefined {
	const [provider, rest] = splitAt(text, ':')
	if (rest === undefined || pathProviders.includes(provider)) return undefined
	if (provider === 'built') return builtKernel.exec(rest)?.[1]
	return versions[axis].test(rest) ? rest : undefined
}

/** The network driver that a text names, in whatever version. */
export const networkDriver = (text: string): string => splitAt(text, '@')[0]

/** The version of the network driver that a text names; undefined for none, or a file of one's own. */
export function networkVersion(text: string): string | undefined {
	const version = splitAt(text, '@')[1]
	return version === undefined || version.includes(':') ? undefined : version
}

function splitAt(text: string, separator: string): readonly [string, string | undefined] {
	const at = text.indexOf(separator)
	return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}
