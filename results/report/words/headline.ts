import { guestArchitecture, recordedArchitecture } from '../../architecture/index.ts'
import type { Results, Verdict } from '../../schema/index.ts'
import { worstFirst, worstOf } from '../../verdicts/index.ts'
import { english, type Texts } from './catalogue/english.js'
import { securityGaps } from '../digest/digest.ts'
import { isDown, type Shown, shownEnd } from './marks.ts'
import { durationWords } from './catalogue/duration.js'
import { reasonWords } from './translate.ts'

type Also = 'fail' | 'flaky' | 'open'

export interface Headline {
	readonly shown: Shown
	readonly key: HeadlineKey
	/** The run's verdict, in capitals at its start, with the counts. */
	readonly sentence: string
	/** What else shows in what stands under another name, such as an incomplete run. */
	readonly also: readonly Also[]
}

/** What does not start passed nothing that anybody can use: neither a cell that refuses, nor what needs no daemon, is counted as passed. */
type Counted = Verdict | 'refuses' | 'idle'

const counted: readonly Counted[] = worstFirst.flatMap((verdict): Counted[] =>
	verdict === 'pass' ? ['refuses', verdict] : verdict === 'skipped' ? [verdict, 'idle'] : [verdict],
)

function counts(total: string, all: readonly Counted[], texts: Texts): string {
	const parts = counted.flatMap((one) => {
		const count = all.filter((other) => other === one).length
		return count === 0 ? [] : [`${count} ${texts.report.verdicts[one] ?? one}`]
	})
	return parts.length === 0 ? total : total + texts.decision.aside(parts.join(texts.comma))
}

const cellsCounted = ({ cells }: Results): Counted[] =>
	cells.map((cell) => (shownEnd(cell) === 'refuses' ? 'refuses' : cell.verdict))

const checksCounted = ({ cells }: Results): Counted[] =>
	cells.flatMap((cell) => {
		const verdicts = cell.checks.map(({ verdict }) => verdict)
		return isDown(cell) ? verdicts.map((one) => (one === 'pass' ? 'idle' : one)) : verdicts
	})

type HeadlineKey =
	| 'interrupted'
	| 'unfinished'
	| 'missing'
	| 'damaged'
	| 'unavailable-known'
	| 'error-failed'
	| 'unavailable-open'
	| 'unavailable-open-many'
	| 'open'
	| 'open-many'
	| 'nothing'
	| 'down'
	| 'refuses'
	| Exclude<Verdict, 'skipped'>

/** Whether no daemon runs in any cell that was asked something: nothing of such a run reads as passed. */
function downEverywhere({ cells }: Results): 'down' | 'refuses' | undefined {
	const asked = cells.filter(({ checks }) => checks.some(({ verdict }) => verdict !== 'skipped'))
	if (asked.length === 0 || !asked.every(isDown)) return undefined
	return asked.every((cell) => shownEnd(cell) === 'refuses') ? 'refuses' : 'down'
}

/** Verdicts with which a run would read as passed. */
const green: readonly Verdict[] = ['pass', 'fixed', 'known', 'unavailable']

function keyOf(results: Results, verdict: Verdict): HeadlineKey {
	if (results.run.state === 'interrupted') return 'interrupted'
	// A merged run has no end where parts of the plan never came: it is they that are to be looked for.
	if (results.run.state === 'running')
		return (results.run.missing ?? []).length > 0 ? 'missing' : 'unfinished'
	if (verdict === 'skipped') return 'nothing'
	if (
		verdict === 'error' &&
		results.cells.some(({ checks }) => checks.some((check) => check.verdict === 'fail'))
	)
		return 'error-failed'
	const down = downEverywhere(results)
	if (down !== undefined && green.includes(verdict)) return down
	const gaps = new Set(securityGaps(results).map(({ check }) => check.knownIssue?.id)).size
	const isKnown = results.cells.some((cell) => cell.verdict === 'known')
	if (gaps === 0) return verdict === 'unavailable' && isKnown ? 'unavailable-known' : verdict
	if (verdict === 'unavailable') return gaps > 1 ? 'unavailable-open-many' : 'unavailable-open'
	// What passes with a security gap is not called passed.
	if (verdict === 'known' || verdict === 'fixed') return gaps > 1 ? 'open-many' : 'open'
	return verdict
}

/** The worst that no known issue explains. */
const redIn = (checks: readonly Counted[]): Also[] =>
	(['fail', 'flaky'] as const).filter((verdict) => checks.includes(verdict)).slice(0, 1)

/** What is shown otherwise than by the run's verdict. */
const shownAs: { readonly [key in HeadlineKey]?: Shown } = {
	damaged: 'error',
	down: 'fail',
	refuses: 'refuses',
	'unavailable-known': 'known',
}

/** @param gaps what the event log lacks: with any, no run reads as passed. */
export function headlineOf(results: Results, gaps: readonly string[] = [], texts: Texts = english): Headline {
	const [cells, checks] = [cellsCounted(results), checksCounted(results)]
	const tested = checks.some((verdict) => verdict !== 'skipped')
	const worst = worstOf(results.cells.map(({ verdict }) => verdict))
	const verdict = !tested && worst === 'unavailable' ? 'skipped' : worst
	const shown: Shown = results.run.state !== 'completed' || verdict === 'skipped' ? 'error' : verdict
	const key = gaps.length > 0 ? 'damaged' : keyOf(results, verdict)
	const isOpen = key.startsWith('open') || key.startsWith('unavailable-open')
	const also: Also[] = [
		...(shown === 'error' ? redIn(checks) : []),
		...(!isOpen && securityGaps(results).length > 0 ? ['open' as const] : []),
	]
	// Its own words say it.
	const unsaid = also.filter((one) => !(key === 'error-failed' && one === 'fail'))
	return {
		also,
		key,
		shown: shownAs[key] ?? (isOpen ? 'open' : shown),
		sentence: texts.report.headline(
			[texts.headline[key] ?? key, ...unsaid.map((one) => texts.also[one])].join(texts.semicolon),
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
		[
			facts.host,
			`${host.driver}${on === 'unknown' ? '' : ` ${host.driverVersion}`}${guestsInBrackets(cells)}, ${say.cpus(host.cpus)}`,
		],
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

/** ` (aarch64)`; nothing where all guests are of what records leave out. */
export function guestsInBrackets(cells: Results['cells']): string {
	const found = [...new Set(cells.map((cell) => guestArchitecture([cell])))]
	return found.every((arch) => arch === recordedArchitecture) ? '' : ` (${found.join(', ')})`
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
