import { ConfigurationError } from '#results'
import type { Cell } from '../cell.ts'
import { closest } from '../file/suggest.ts'
import { globToRegExp } from '../glob.ts'
import { planOnly, type Plan } from './plan-matrix.ts'

/**
 * The plan of the cells whose name or id one of the patterns matches; without patterns the whole.
 * @throws ConfigurationError when one of them matches none: misspelled among others it would leave out, in silence, what
 * somebody wanted to be tested.
 */
export function planMatching(plan: Plan, globs: readonly string[]): Plan {
	if (globs.length === 0) return plan
	const asked = globs.map((glob) => ({ glob, pattern: globToRegExp(glob) }))
	const matches = (pattern: RegExp, { slug, id }: Cell): boolean => pattern.test(slug) || pattern.test(id)
	const idle = asked.flatMap(({ glob, pattern }) =>
		plan.cells.some((cell) => matches(pattern, cell)) ? [] : [glob],
	)
	if (idle.length > 0)
		throw new ConfigurationError(`${idle.join(' ')} matches none of the cells of ${plan.name}:`, {
			hint: namesOf(plan, idle),
		})
	return planOnly(plan, (cell) => asked.some(({ pattern }) => matches(pattern, cell)))
}

/** How many cells are listed of which none was meant. */
const LISTED = 10

function namesOf({ cells }: Plan, idle: readonly string[]): string {
	const slugs = cells.map(({ slug }) => slug)
	const meant = idle.flatMap((glob) => closest(glob, slugs) ?? [])
	const lines = meant.length > 0 ? meant : slugs
	const more = lines.length - LISTED
	return [
		...(meant.length > 0 ? ['Did you mean:'] : []),
		...lines.slice(0, LISTED).map((slug) => `  ${slug}`),
		...(more > 0 ? [`  … and ${more} more: \`rootless-matrix plan\` lists them.`] : []),
		...(idle.some((glob) => /^\d+$/.test(glob))
			? ['Cells are named, by id or by pattern; the numbers that `plan` prints are of that list alone.']
			: []),
	].join('\n')
}
