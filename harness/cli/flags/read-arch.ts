import type { Matrix } from '#harness/matrix'
import { type Architecture, architectures } from '#results/architecture'

/** What the flag says; undefined where it says nothing. What is no architecture of guests is added to `problems`. */
export function readArch(flag: string | undefined, problems: string[]): Architecture | undefined {
	const arch = architectures.find((name) => name === flag)
	if (flag !== undefined && arch === undefined)
		problems.push(`--arch is one of ${architectures.join(', ')}, not '${flag}'`)
	return arch
}

/** The matrix of these guests, where somebody asks for them. */
export const withArch = (matrix: Matrix, arch: Architecture | undefined): Matrix =>
	arch === undefined ? matrix : { ...matrix, arch }
