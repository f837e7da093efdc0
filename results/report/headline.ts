import type { Results, Verdict } from '../schema/index.ts'
import { worstOf } from '../verdicts/index.ts'
import { openDoors } from './digest.ts'
import type { Shown } from './marks.ts'
import { duration, plural } from './text.ts'

export interface Headline {
	readonly shown: Shown
	/** The run's verdict, in capitals at its start, with the counts. */
	readonly sentence: string
}

const order: readonly Verdict[] = ['error', 'fail', 'fixed', 'unavailable', 'known', 'pass', 'skipped']

function counts(noun: string, verdicts: readonly Verdict[]): string {
	const parts = order.flatMap((verdict) => {
		const count = verdicts.filter((one) => one === verdict).length
		return count === 0 ? [] : [`${count} ${verdict}`]
	})
	return `${plural(verdicts.length, noun)}${parts.length === 0 ? '' : ` (${parts.join(', ')})`}`
}

function words(results: Results, verdict: Verdict): string {
	if (results.run.state === 'interrupted') return 'INTERRUPTED before its end'
	if (results.run.state === 'running') return 'UNFINISHED: the run has no end on record'
	switch (verdict) {
		case 'error':
			return 'INCOMPLETE: the harness or the machine broke'
		case 'fail':
			return 'FAILED'
		case 'fixed':
			return 'PASSED, but a known issue no longer shows: its expectation should go'
		case 'unavailable':
			return 'PASSED, as far as it could be tried'
		case 'known':
			return openDoors(results).length === 0
				? 'PASSED, with known issues'
				: 'PASSED, with known issues and AN OPEN DOOR'
		case 'pass':
			return 'PASSED'
		case 'skipped':
			return 'NOTHING WAS TESTED'
	}
}

export function headlineOf(results: Results): Headline {
	const cells = results.cells.map((cell) => cell.verdict)
	const checks = results.cells.flatMap((cell) => cell.checks.map((check) => check.verdict))
	const tested = checks.some((verdict) => verdict !== 'skipped')
	const worst = worstOf(cells)
	const verdict = !tested && worst === 'unavailable' ? 'skipped' : worst
	const shown: Shown = results.run.state !== 'completed' || verdict === 'skipped' ? 'error' : verdict
	return {
		shown: shown === 'known' && openDoors(results).length > 0 ? 'open' : shown,
		sentence: `${words(results, verdict)}. ${counts('cell', cells)}, ${counts('check', checks)}.`,
	}
}

/** What the run ran on, as pairs of a name and a value. */
export function runFacts({ run, cells }: Results): [string, string][] {
	const accelerators = [...new Set(cells.flatMap((cell) => cell.accelerator ?? []))]
	const took =
		run.endedAt === undefined
			? 'no end on record'
			: duration(Date.parse(run.endedAt) - Date.parse(run.startedAt))
	return [
		['run', run.id],
		['matrix', `${run.matrix} (${run.matrixHash})`],
		['started', run.startedAt],
		['took', took],
		['accelerator', accelerators.length === 0 ? run.host.accelerator : accelerators.join(', ')],
		['host', `QEMU ${run.host.qemu}, ${plural(run.host.cpus, 'CPU')}`],
		['tool', `rootless-matrix ${run.tool.version}`],
	]
}
