/** A kernel's leading numbers; a release candidate sorts before its release. */
export interface KernelVersion {
	readonly numbers: readonly [number, number, number]
	readonly candidate: number
}

/** Reads `6.12`, `6.12.107+deb13-cloud-amd64`, `5.10.0-32-cloud-amd64`, `7.3-rc2`, `7.3~rc2`. */
export function parseKernel(text: string): KernelVersion | undefined {
	const match = /^(\d+)\.(\d+)(?:\.(\d+))?(?:[-~]rc(\d+))?(?![0-9.])/.exec(text.trim())
	if (!match) return undefined
	const [, major, minor, patch, candidate] = match
	return {
		numbers: [Number(major), Number(minor), Number(patch ?? 0)],
		candidate: candidate === undefined ? Infinity : Number(candidate),
	}
}

export function compareKernel(a: KernelVersion, b: KernelVersion): number {
	for (const place of [0, 1, 2] as const) {
		const difference = a.numbers[place] - b.numbers[place]
		if (difference !== 0) return difference
	}
	return a.candidate === b.candidate ? 0 : a.candidate - b.candidate
}
