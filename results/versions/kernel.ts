/** A kernel's leading numbers; a release candidate sorts before its release. */
export interface KernelVersion {
	readonly numbers: readonly [number, number, number]
	readonly candidate: number
}

/**
 * Reads `6.12`, `6.12.107+deb13-cloud-amd64`, `5.10.0-32-cloud-amd64`, `7.3-rc2`, `7.3~rc2`, and the release candidates of
 * Fedora (`7.3.0-0.rc2.20261120git.44.fc44.x86_64`) and Ubuntu (`7.3.0-070300rc2-generic`). `0.0.0` is nobody's.
 */
export function parseKernel(text: string): KernelVersion | undefined {
	const match = /^(\d+)\.(\d+)(?:\.(\d+))?(?![0-9])(?!\.[0-9])(\S*)/.exec(text.trim())
	if (!match) return undefined
	const [, major, minor, patch, rest = ''] = match
	const numbers = [Number(major), Number(minor), Number(patch ?? 0)] as const
	if (numbers.every((number) => number === 0)) return undefined
	const candidate = /(?<![A-Za-z])rc\.?(\d+)/.exec(rest)?.[1]
	return { numbers, candidate: candidate === undefined ? Infinity : Number(candidate) }
}

export function compareKernel(a: KernelVersion, b: KernelVersion): number {
	for (const place of [0, 1, 2] as const) {
		const difference = a.numbers[place] - b.numbers[place]
		if (difference !== 0) return difference
	}
	return a.candidate === b.candidate ? 0 : a.candidate - b.candidate
}
