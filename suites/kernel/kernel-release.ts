import type { AskedKernel } from '#results'

/**
 * What is wrong with the release that a guest runs, in words: the cell asks for another, or the kernel that was put in the
 * VM is of another. Undefined where nothing is.
 * @param kernel the cell's value, for the words. `asked`: what that says of the release.
 */
export function wrongRelease(
	{
		kernel,
		asked,
		given,
	}: {
		readonly kernel: string
		readonly asked: AskedKernel | undefined
		readonly given: string | undefined
	},
	release: string,
): string | undefined {
	if (asked !== undefined && !isAskedKernel(asked, release))
		return `The cell is to run ${kernel}, and the VM runs Linux ${release}`
	if (given === undefined || given === '' || given === release) return undefined
	return `The kernel of ${kernel} is Linux ${given}, and the VM runs Linux ${release}`
}

/** Whether a guest's release is of the kernel that its cell asks for: 6.12 is any 6.12, a release just that one. */
function isAskedKernel(asked: AskedKernel, release: string): boolean {
	if ('release' in asked) return release === asked.release
	const { series } = asked
	return release === series || ['.', '+', '-'].some((end) => release.startsWith(series + end))
}
