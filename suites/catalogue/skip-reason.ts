import type { CellFacts } from '../check/cell-facts.ts'
import type { CheckDefinition } from '../check/definition.ts'
import { lastWords } from '../check/last-words.ts'

/** Why a check has no meaning in this cell; undefined when it is to run. */
export function skipReason(
	{ applies, withoutDaemon }: Pick<CheckDefinition, 'applies' | 'withoutDaemon'>,
	{ cell, stack, daemon }: Pick<CellFacts, 'cell' | 'stack' | 'daemon'>,
): string | undefined {
	const answer = applies.holds({ axes: cell.axes, daemonSettings: cell.daemonSettings, stack })
	if (answer !== true) return answer
	if (daemon.state === 'active' || withoutDaemon) return undefined
	return `the daemon does not run: ${lastWords(daemon)}`
}
