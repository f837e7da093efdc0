import type { Results, Verdict } from '../../schema/index.ts'
import { worstFirst, worstOf } from '../../verdicts/index.ts'
import { english, type Texts } from './catalogue/english.js'
import { securityGaps } from '../digest/digest.ts'
import { isDown, type Shown } from './marks.ts'
import { durationWords } from './catalogue/duration.js'
import { reasonWords } from './translate.ts'

export interface Headline {
	readonly shown: Shown
	readonly key: HeadlineKey
	/** The run's verdict, in capitals at its start, with the counts. */
	readonly sentence: string
}

function counts(total: string, verdicts: readonly Verdict[], texts: Texts): string {
	const parts = worstFirst.flatMap((verdict) => {
		const count = verdicts.filter((one) => one === verdict).length
		return count === 0 ? [] : [`${count} ${texts.report.verdicts[verdict] ?? verdict}`]
	})
	return parts.length === 0 ? total : total + texts.decision.aside(parts.join(texts.comma))
}

type HeadlineKey =
	| 'interrupted'
	| 'unfinished'
	| 'missing'
	| 'damaged'
	| 'unavailable-known'
	| 'unavailable-open'
	| 'unavailable-open-many'
	| 'open'
	| 'open-many'
	| 'nothing'
	| 'down'
	| Exclude<Verdict, 'skipped'>

/** Whether cells were tried, and a daemon started in none: nothing of such a run reads as passed. */
function isDownEverywhere({ cells }: Results): boolean {
	const tried = cells.filter(({ checks }) => checks.some(({ verdict }) => verdict !== 'skipped'))
	return tried.length > 0 && tried.every(isDown)
}

/** Verdicts with which a run would read as passed. */
const green: readonly Verdict[] = ['pass', 'fixed', 'known', 'unavailable']

function keyOf(results: Results, verdict: Verdict): HeadlineKey {
	if (results.run.state === 'interrupted') return 'interrupted'
	// A merged run has no end where parts of the plan never came: it is they that are to be looked for.
	if (results.run.state === 'running')
		return (results.run.missing ?? []).length > 0 ? 'missing' : 'unfinished'
	if (verdict === 'skipped') return 'nothing'
	if (green.includes(verdict) && isDownEverywhere(results)) return 'down'
	const gaps = new Set(securityGaps(results).map(({ check }) => check.knownIssue?.id)).size
	const isKnown = results.cells.some((cell) => cell.verdict === 'known')
	if (gaps === 0) return verdict === 'unavailable' && isKnown ? 'unavailable-known' : verdict
	if (verdict === 'unavailable') return gaps > 1 ? 'unavailable-open-many' : 'unavailable-open'
	// What passes with a security gap is not called passed.
	if (verdict === 'known' || verdict === 'fixed') return gaps > 1 ? 'open-many' : 'open'
	return verdict
}

/** How a headline is shown that says more than the worst verdict. */
function shownAs(key: HeadlineKey): Shown | undefined {
	if (key === 'damaged') return 'error'
	if (key === 'down') return 'refuses'
	if (key === 'unavailable-known') return 'known'
	return key.startsWith('open') || key.startsWith('unavailable-open') ? 'open' : undefined
}

/** @param gaps what the event log lacks: with any, no run reads as passed. */
export function headlineOf(results: Results, gaps: readonly string[] = [], texts: Texts = english): Headline {
	const cells = results.cells.map((cell) => cell.verdict)
	const checks = results.cells.flatMap((cell) => cell.checks.map((check) => check.verdict))
	const tested = checks.some((verdict) => verdict !== 'skipped')
	const worst = worstOf(cells)
	const verdict = !tested && worst === 'unavailable' ? 'skipped' : worst
	const shown: Shown = results.run.state !== 'completed' || verdict === 'skipped' ? 'error' : verdict
	const key = gaps.length > 0 ? 'damaged' : keyOf(results, verdict)
	return {
		key,
		shown: shownAs(key) ?? shown,
		sentence: texts.report.headline(
			texts.headline[key] ?? key,
			counts(texts.report.cells(cells.length), cells, texts),
			counts(texts.report.checks(checks.length), checks, texts),
		),
	}
}

/** What the run ran on, as pairs of a name and a value. */
export function runFacts({ run, cells }: Results, texts: Texts = english): [string, string][] {
	const { facts, ...say } = texts.report
	const accelerators = [...new Set(cells.flatMap((cell) => cell.accelerator ?? []))]
	const on = accelerators.length === 0 ? run.host.accelerator : accelerators.join(', ')
	const took =
		run.endedAt === undefined
			? say.noEnd
			: durationWords(Date.parse(run.endedAt) - Date.parse(run.startedAt), texts)
	const { shard, host } = run
	const restored = restoredCells(cells)
	return [
		[facts.run, run.id],
		[facts.matrix, `${run.matrix} (${run.matrixHash})`],
		...pair(shard && [facts.shard, say.shard(shard.index, shard.of, shard.cells)]),
		[facts.started, run.startedAt],
		[facts.took, took],
		// A driver of which no cell could be tried was asked nothing.
		...pair(on === 'unknown' ? undefined : [facts.accelerator, on]),
		[facts.host, `${host.driver}${on === 'unknown' ? '' : ` ${host.driverVersion}`}, ${say.cpus(host.cpus)}`],
		...(host.lacks ?? []).map((words): [string, string] => [
			facts.driver,
			say.driver(host.driver, reasonWords(words, texts)),
		]),
		// What was restored is as old as its snapshot: a fault of that day is in every cell that came from it.
		...pair(restored && [facts.snapshots, say.snapshots(restored.count, cells.length, restored.oldest)]),
		[facts.tool, toolName(run.tool)],
		...(run.missing ?? []).map((what): [string, string] => [facts.missing, reasonWords(what, texts)]),
		...(run.mixed ?? []).map((what): [string, string] => [facts.mixed, reasonWords(what, texts)]),
		...pair(run.eventsVersion === undefined ? [facts.forms, say.formless] : undefined),
	]
}

const pair = (one: [string, string] | undefined): [string, string][] => (one === undefined ? [] : [one])

/** The number and, where it was recorded, the hash of the sources. */
export const toolName = ({ version, sources }: Results['run']['tool']): string =>
	`rootless-matrix ${version}${sources === undefined ? '' : ` (${sources})`}`

/** How many cells were restored, and the day (UTC) of the oldest snapshot; undefined when none was. */
export function restoredCells(cells: Results['cells']) {
	const taken = cells.flatMap(({ snapshot }) => snapshot?.takenAt ?? []).sort()
	const [oldest] = taken
	return oldest === undefined ? undefined : { count: taken.length, oldest: oldest.slice(0, 10) }
}
