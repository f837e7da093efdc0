import type { Results } from '../../schema/index.ts'
import { durationWords } from '../words/catalogue/duration.js'
import { english } from '../words/catalogue/english.js'
import { plainText, plural } from '../words/text.ts'

export interface Timing {
	readonly cell: string
	readonly check: string
	readonly ms: number
}

/** The checks that took longest, over all cells; one that was skipped took nothing. */
export function slowestChecks({ cells }: Results, count = 10): Timing[] {
	return cells
		.flatMap(({ slug, checks }) => checks.map(({ id, ms }): Timing => ({ cell: slug, check: id, ms })))
		.filter(({ ms }) => ms > 0)
		.sort((a, b) => b.ms - a.ms)
		.slice(0, count)
}

/** What `--timings` prints: where the time of the checks went, in the slowest checks and in each cell. */
export function timingsText(results: Results, count = 10): string {
	const slowest = slowestChecks(results, count)
	if (slowest.length === 0) return 'No check took any time.\n'
	const width = Math.max(...slowest.map(({ check }) => check.length))
	const suites = results.cells.flatMap(({ slug, checks, phases }) => {
		const phase = phases.find(({ name }) => name === 'suites')
		const asked = checks.filter(({ ms }) => ms > 0).length
		return phase
			? [`${durationWords(phase.ms, english).padStart(11)}  ${plural(asked, 'check')}  ${plainText(slug)}`]
			: []
	})
	return [
		`The slowest ${plural(slowest.length, 'check')}:`,
		...slowest.map(
			({ ms, check, cell }) =>
				`${durationWords(ms, english).padStart(11)}  ${check.padEnd(width)}  ${plainText(cell)}`,
		),
		'',
		'All checks of a cell, after its daemon was up:',
		...suites,
		'',
	].join('\n')
}
