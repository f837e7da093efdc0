import type { CellFacts, DaemonState } from '../support/cell-facts.ts'
import type { CatalogueEntry } from './entry.ts'

/** Why a check has no meaning in this cell; undefined when it is to run. */
export function skipReason(
	entry: CatalogueEntry,
	{ cell, stack, daemon }: Pick<CellFacts, 'cell' | 'stack' | 'daemon'>,
): string | undefined {
	const applies = entry.appliesTo({ axes: cell.axes, daemonSettings: cell.daemonSettings, stack })
	if (applies !== true) return applies
	if (daemon.state === 'active' || entry.withoutDaemon) return undefined
	return `the daemon does not run: ${lastWords(daemon)}`
}

/** The daemon's own reason for not running, out of its journal; guest text. */
export function lastWords(daemon: DaemonState): string {
	if (daemon.state === 'active') return 'it runs'
	const lines = daemon.journal
		.split('\n')
		.map((line) => line.trim())
		.filter((line) => line !== '')
	const refusal = lines.findLast((line) => line.includes('failed to start daemon'))
	const words =
		refusal?.slice(refusal.indexOf('failed to start daemon')) ?? lines.at(-1) ?? 'its journal is empty'
	// What was at the bottom of it stands at the end.
	return words.length > 600 ? `${words.slice(0, 250)} … ${words.slice(-347)}` : words
}
