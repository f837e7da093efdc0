import type { DaemonState } from './cell-facts.ts'

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
