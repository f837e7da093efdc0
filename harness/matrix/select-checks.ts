import { catalogue } from '#suites'
import { globToRegExp } from './glob.ts'

const ids = catalogue.map(({ id }) => id)

/** The ids of the checks that match one of the globs, in the order in which they run. */
export function selectChecks(globs: readonly string[]): string[] {
	const patterns = globs.map(globToRegExp)
	return ids.filter((id) => patterns.some((pattern) => pattern.test(id)))
}
