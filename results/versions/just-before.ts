import { parseKernel } from './kernel.ts'
import { parsePasst } from './passt.ts'
import { parseProgram } from './program.ts'
import type { VersionKind } from './range.ts'

/** Higher than any patch or minor number that was ever released. */
const LAST = 999

/** The numbers that come right before, as far as there are any. */
function numbersBefore([major, minor, patch]: readonly [number, number, number]): string {
	if (patch > 0) return `${major}.${minor}.${patch - 1}`
	if (minor > 0) return `${major}.${minor - 1}.${LAST}`
	return `${Math.max(0, major - 1)}.${LAST}.${LAST}`
}

/**
 * A version right before another one, such as would be the last one with a bug; nobody need have released it.
 * @throws RangeError for what is no version of that kind.
 */
export function justBefore(kind: VersionKind, version: string): string {
	switch (kind) {
		case 'program': {
			const parsed = parseProgram(version)
			if (parsed) return numbersBefore([parsed.major, parsed.minor, parsed.patch])
			break
		}
		case 'kernel': {
			const parsed = parseKernel(version)
			if (parsed) return numbersBefore(parsed.numbers)
			break
		}
		case 'passt': {
			const parsed = parsePasst(version)
			const text = String(parsed?.day)
			const day = new Date(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}T00:00:00Z`)
			if (parsed) return new Date(day.getTime() - 86_400_000).toISOString().slice(0, 10).replaceAll('-', '_')
		}
	}
	throw new RangeError(`"${version}" is not a ${kind} version`)
}
