import { groupBy } from '../report/index.ts'
import type { Change } from './diff-results.ts'

/** Changes that are told as one. */
export interface Row extends Change {
	/** More than one where cells never came to them: nobody wants to read each. */
	readonly checks: readonly string[]
}

const single = (change: Change): Row => ({ ...change, checks: [change.check] })

/** A verdict without what was found. */
const verdictOf = (text: string): string => text.replace(/ \(.*\)$/s, '')

/** What is told of changes, a row each: those that cells never came to are one. Pure. */
export function rowsOf(changes: readonly Change[]): Row[] {
	const silent = groupBy(
		changes.filter((change) => change.silent),
		({ after, pairs }) => JSON.stringify([after, pairs]),
	)
	const joined = silent.flatMap((group): Row[] => {
		const [first] = group
		if (first === undefined || group.length === 1) return group.map(single)
		const before = [...new Set(group.map((change) => verdictOf(change.before)))]
		return [
			{
				...first,
				before: before.length === 1 ? before[0]! : '',
				checks: group.map(({ check }) => check),
			},
		]
	})
	return [...changes.filter((change) => !change.silent).map(single), ...joined]
}
