import { type CellFacts, viewOf } from '../check/cell-facts.ts'
import type { CheckDefinition } from '../check/definition.ts'
import { lastWords } from '../check/last-words.ts'

/** Why a check has no meaning in this cell; undefined when it is to run. */
export function skipReason(
	{ applies, withoutDaemon }: Pick<CheckDefinition, 'applies' | 'withoutDaemon'>,
	facts: Pick<CellFacts, 'cell' | 'stack' | 'asked' | 'daemon'>,
): string | undefined {
	const answer = applies.holds(viewOf(facts))
	if (answer !== true) return answer
	const { daemon } = facts
	if (daemon.state === 'active' || withoutDaemon) return undefined
	return `the daemon does not run: ${lastWords(daemon)}`
}
