/**
 * Whether a guest's release is of the kernel that its cell asks for: `debian:6.12` is any 6.12, `debian:6.12.107+deb13-…`
 * just that one. Undefined for a provider whose values do not name a release.
 */
export function isAskedKernel(axis: string, release: string): boolean | undefined {
	const asked = /^debian:(.+)$/.exec(axis)?.[1]
	if (asked === undefined) return undefined
	return release === asked || ['.', '+', '-'].some((end) => release.startsWith(asked + end))
}
