import type { Results, Verdict } from '../../schema/index.ts'
import { worstFirst, worstOf } from '../../verdicts/index.ts'
import { securityGaps } from '../digest/digest.ts'
import type { Shown } from './marks.ts'
import { duration, plural } from './text.ts'

export interface Headline {
	readonly shown: Shown
	readonly key: HeadlineKey
	/** The run's verdict, in capitals at its start, with the counts. */
	readonly sentence: string
}

function counts(noun: string, verdicts: readonly Verdict[]): string {
	const parts = worstFirst.flatMap((verdict) => {
		const count = verdicts.filter((one) => one === verdict).length
		return count === 0 ? [] : [`${count} ${verdict}`]
	})
	return `${plural(verdicts.length, noun)}${parts.length === 0 ? '' : ` (${parts.join(', ')})`}`
}

/** A run in one word; every report has its sentence for it. */
export const headlineWords = {
	interrupted: 'INTERRUPTED before its end',
	unfinished: 'UNFINISHED: the run has no end on record',
	damaged: 'INCOMPLETE: the record is damaged, and what is lost could have been a failure',
	error: 'INCOMPLETE: the harness or the machine broke',
	fail: 'FAILED',
	flaky: 'FLAKY: something failed in one attempt and not in a later one',
	fixed: 'PASSED, but a known issue no longer shows: its expectation should go',
	unavailable: 'PASSED, as far as it could be tried',
	'unavailable-open': 'PASSED, as far as it could be tried, with A SECURITY GAP',
	known: 'PASSED, with known issues',
	open: 'PASSED, with known issues and A SECURITY GAP',
	pass: 'PASSED',
	nothing: 'NOTHING WAS TESTED',
} as const
type HeadlineKey = keyof typeof headlineWords

function keyOf(results: Results, verdict: Verdict): HeadlineKey {
	if (results.run.state === 'interrupted') return 'interrupted'
	if (results.run.state === 'running') return 'unfinished'
	if (verdict === 'skipped') return 'nothing'
	if (securityGaps(results).length === 0) return verdict
	if (verdict === 'unavailable') return 'unavailable-open'
	return verdict === 'known' ? 'open' : verdict
}

/** @param gaps what the event log lacks: with any, no run reads as passed. */
export function headlineOf(results: Results, gaps: readonly string[] = []): Headline {
	const cells = results.cells.map((cell) => cell.verdict)
	const checks = results.cells.flatMap((cell) => cell.checks.map((check) => check.verdict))
	const tested = checks.some((verdict) => verdict !== 'skipped')
	const worst = worstOf(cells)
	const verdict = !tested && worst === 'unavailable' ? 'skipped' : worst
	const shown: Shown = results.run.state !== 'completed' || verdict === 'skipped' ? 'error' : verdict
	const key = gaps.length > 0 ? 'damaged' : keyOf(results, verdict)
	return {
		key,
		shown: key === 'damaged' ? 'error' : key === 'open' || key === 'unavailable-open' ? 'open' : shown,
		sentence: `${headlineWords[key]}. ${counts('cell', cells)}, ${counts('check', checks)}.`,
	}
}

/** Of a run from before failures had forms. */
const formsNotRecorded = 'not recorded: a known issue excuses any failure of its check'

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
		...shardFact(run),
		['started', run.startedAt],
		['took', took],
		['accelerator', accelerators.length === 0 ? run.host.accelerator : accelerators.join(', ')],
		['host', `${run.host.driver} ${run.host.driverVersion}, ${plural(run.host.cpus, 'CPU')}`],
		...(run.host.lacks ?? []).map((words): [string, string] => ['driver', `${run.host.driver} has ${words}`]),
		...snapshotFacts(cells),
		['tool', toolName(run.tool)],
		...(run.missing ?? []).map((what): [string, string] => ['missing', what]),
		...(run.mixed ?? []).map((difference): [string, string] => ['mixed', difference]),
		...(run.eventsVersion === undefined ? ([['forms', formsNotRecorded]] as [string, string][]) : []),
	]
}

const shardFact = ({ shard }: Results['run']): [string, string][] =>
	shard === undefined
		? []
		: [['shard', `${shard.index} of ${shard.of}, of a plan of ${plural(shard.cells, 'cell')}`]]

/** The number and, where it was recorded, the hash of the sources. */
export const toolName = ({ version, sources }: Results['run']['tool']): string =>
	`rootless-matrix ${version}${sources === undefined ? '' : ` (${sources})`}`

/** What was restored is as old as its snapshot: a fault of that day is in every cell that came from it. */
function snapshotFacts(cells: Results['cells']): [string, string][] {
	const restored = restoredCells(cells)
	if (!restored) return []
	return [
		['snapshots', `${restored.count} of ${plural(cells.length, 'cell')}, the oldest of ${restored.oldest}`],
	]
}

/** How many cells were restored, and the day (UTC) of the oldest snapshot; undefined when none was. */
export function restoredCells(cells: Results['cells']) {
	const taken = cells.flatMap(({ snapshot }) => snapshot?.takenAt ?? []).sort()
	const [oldest] = taken
	return oldest === undefined ? undefined : { count: taken.length, oldest: oldest.slice(0, 10) }
}
