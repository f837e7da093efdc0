/**
 * What is wrong with the release that a guest runs, in words: the cell asks for another, or the kernel that was put in the
 * VM is of another. Undefined where nothing is.
 */
export function wrongRelease(
	{ asked, given }: { readonly asked: string; readonly given: string | undefined },
	release: string,
): string | undefined {
	if (isAskedKernel(asked, release) === false)
		return `The cell is to run ${asked}, and the VM runs Linux ${release}`
	if (given === undefined || given === '' || given === release) return undefined
	return `The kernel of ${asked} is Linux ${given}, and the VM runs Linux ${release}`
}

/**
 * Whether a guest's release is of the kernel that its cell asks for: `debian:6.12` is any 6.12, `debian:6.12.107+deb13-…`
 * just that one. Undefined for a provider whose values do not name a release.
 */
export function isAskedKernel(axis: string, release: string): boolean | undefined {
	const asked = /^debian:(.+)$/.exec(axis)?.[1]
	if (asked === undefined) return undefined
	return release === asked || ['.', '+', '-'].some((end) => release.startsWith(asked + end))
}
