import { knownIssues } from '#results'
import { catalogue } from '../catalogue/index.ts'
import { exemptChecks, exemptIssues } from './exempt.ts'
import type { Mutation } from '../worlds/model.ts'

/** What no mutation speaks of. */
export interface Uncovered {
	readonly checks: readonly string[]
	/** Known issues that were measured here and are not told from another failure. */
	readonly issues: readonly string[]
}

/** What these mutations do not show, of all that needs one. */
export function uncovered(mutations: readonly Mutation[]): Uncovered {
	const red = new Set(mutations.flatMap((mutation) => Object.keys(mutation.red)))
	const told = new Set(mutations.flatMap(({ tells = [] }) => tells))
	return {
		checks: catalogue.map(({ id }) => id).filter((id) => !(id in exemptChecks) && !red.has(id)),
		// What no version that is available here shows cannot be told from anything else here.
		issues: knownIssues
			.filter(({ id, seen }) => seen === undefined && !(id in exemptIssues) && !told.has(id))
			.map(({ id }) => id),
	}
}
