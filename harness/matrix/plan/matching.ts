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
	const patterns = globs.map(globToRegExp)
	const idle = globs.filter((glob) => !matchesAny(plan, glob))
	if (idle.length > 0)
		throw new ConfigurationError(`${idle.join(' ')} matches none of the cells of ${plan.name}:`, {
			hint: namesOf(plan, idle),
		})
	return planOnly(plan, (cell) => patterns.some((pattern) => matches(pattern, cell)))
}

type Named = Pick<Cell, 'slug' | 'id'>
const matches = (pattern: RegExp, { slug, id }: Named): boolean => pattern.test(slug) || pattern.test(id)

/** Whether a pattern matches the name or id of a cell. */
export function matchesAny({ cells }: { readonly cells: readonly Named[] }, glob: string): boolean {
	const pattern = globToRegExp(glob)
	return cells.some((cell) => matches(pattern, cell))
}

/** The name that is most like a text which matches none; undefined where none is. */
export const closestCell = ({ cells }: Plan, text: string): string | undefined =>
	closest(
		text,
		cells.map(({ slug }) => slug),
	)

/** How many cells are listed of which none was meant. */
const LISTED = 10

function namesOf(plan: Plan, idle: readonly string[]): string {
	const meant = idle.flatMap((glob) => closestCell(plan, glob) ?? [])
	const lines = meant.length > 0 ? meant : plan.cells.map(({ slug }) => slug)
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
