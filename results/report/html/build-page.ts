import type { AttemptRecord, CellRecord, CheckRecord, KnownIssue, Results } from '../../schema/index.ts'
import { axesSpokenOf, axisText } from '../../schema/index.ts'
import { reportedVersion } from '../../model/index.ts'
import { boundariesOf } from '../../fold/index.ts'
import { isTold } from '../../verdicts/index.ts'
import { columnsOf } from '../digest/columns.ts'
import { headlineOf } from '../words/headline.ts'
import { byCheck, kernelReasons } from '../kernel/index.ts'
import { marks, shownCheck, shownEnd, shownWorstFirst, type Shown } from '../words/marks.ts'
import { plainBlock, plainText } from '../words/text.ts'
import { formWords } from '../words/found.ts'
import { chineseReason } from '../words/chinese/reasons.ts'
import { type Contract, issueWords, reasonWords } from '../words/translate.ts'
import { saidDecisions } from '../decision/index.ts'
import type { Reasons, Texts } from '../words/catalogue/english.js'
import { languages } from '../words/catalogue/languages.js'
import { axisOrder } from '../digest/axis-order.ts'
import {
	codes,
	never,
	type PageAttempt,
	type PageCell,
	type PageChange,
	type PageChinese,
	type PageData,
	type PageNote,
} from './page-data.ts'
import { harmless, letters } from './harmless.ts'
import { Interned } from './interned.ts'
import { changesBudget, changesOf, conditionsOf } from './page-changes.ts'
import { runOf } from './page-run.ts'
import { throughputOf } from './throughput.ts'

/** What a page may be told that a run's results do not hold. */
export interface PageOptions {
	/** What the event log lacks or has too much of. */
	readonly gaps?: readonly string[]
	/** The end of evidence files, by their paths in the run's directory. */
	readonly excerpts?: ReadonlyMap<string, string>
	/** What a check asks, by its id. */
	readonly contracts?: ReadonlyMap<string, Contract>
	/** In Chinese why a check is not asked somewhere, as the checks bring it. */
	readonly reasons?: Reasons
	/** The command that runs a cell of this matrix again; the cell's name is appended. */
	readonly repro?: string
}

/** Recorded facts are for looking up; the page must stay small enough to be sent. */
const observationsBudget = 150_000

interface Tables {
	readonly strings: Interned<string>
	readonly issues: Interned<KnownIssue>
	readonly stacks: Interned<PageData['stacks'][number]>
	readonly origins: Interned<PageData['origins'][number]>
	readonly axes: readonly { readonly name: string; readonly values: readonly string[] }[]
	readonly columns: ReadonlyMap<string, number>
	readonly changes: Interned<PageChange>
	readonly ways: Map<number, [way: string, kind: string][]>
	/** By the place of the English string. */
	readonly chinese: Map<number, string>
	readonly reasons: Reasons
	observed: number
}

const code = (shown: Shown): string => codes[shown]

function observations(tables: Tables, check: CheckRecord): number {
	if (check.observations === undefined) return -1
	const text = plainBlock(JSON.stringify(check.observations, undefined, 1), letters)
	if (!tables.strings.has(text)) tables.observed += text.length
	return tables.observed > observationsBudget ? -1 : tables.strings.add(text)
}

/** Evidence lies in its cell's directory nearly always; said without it, ten thousand paths become a few. */
const inCell = (cell: CellRecord, path: string): string => {
	const whole = plainText(path, 500)
	return whole.startsWith(`${cell.evidenceDir}/`) ? `.${whole.slice(cell.evidenceDir.length)}` : whole
}

/** A string and what it is in Chinese, where it is not evidence. */
function inBoth({ strings, chinese }: Tables, english: string, other: string | undefined): number {
	const place = strings.add(english)
	if (other !== undefined && other !== english) chinese.set(place, other)
	return place
}

/** Why something was skipped or broke; missing is -1. */
function saidOf(tables: Tables, text: string | undefined): number {
	if (text === undefined) return -1
	const other = chineseReason(text, tables.reasons)
	return inBoth(tables, plainBlock(text, letters), other && plainBlock(other, letters))
}

function foundOf(tables: Tables, check: CheckRecord): number {
	const words = formWords(check)
	if (words === '') return -1
	const place = inBoth(tables, plainText(words, letters), plainText(formWords(check, languages.zh), letters))
	if (!tables.ways.has(place))
		tables.ways.set(
			place,
			(check.ways ?? []).flatMap((one) => (one.ok ? [] : [[plainText(one.way, 60), one.form.kind]])),
		)
	return place
}

function attemptOf(tables: Tables, cell: CellRecord, attempt: AttemptRecord): PageAttempt {
	const paths = (evidence: readonly string[] = []) =>
		evidence.map((path) => tables.strings.add(inCell(cell, path)))
	const said = (text: string | undefined) => saidOf(tables, text)
	const told = attempt.checks.filter(({ verdict }) => isTold(verdict))
	return {
		attempt: attempt.attempt,
		verdict: code(attempt.verdict),
		reason: said(attempt.reason),
		evidence: paths(attempt.evidence),
		checks: told.map((check) => [
			tables.columns.get(check.id) ?? -1,
			code(shownCheck(check)),
			said(check.message),
			foundOf(tables, check),
			paths(check.evidence),
		]),
		others: attempt.checks.length - told.length,
	}
}

function noteOf(tables: Tables, cell: CellRecord, check: CheckRecord): { said: number[]; more: PageNote[] } {
	const message = saidOf(tables, check.message)
	const issue = check.knownIssue === undefined ? -1 : tables.issues.add(check.knownIssue)
	const evidence = (check.evidence ?? []).map((path) => tables.strings.add(inCell(cell, path)))
	const observed = observations(tables, check)
	const found = foundOf(tables, check)
	if (message < 0 && issue < 0 && found < 0 && check.attempts === 1 && evidence.length === 0 && observed < 0)
		return { said: [], more: [] }
	const column = tables.columns.get(check.id) ?? -1
	// Most say one sentence: why they were skipped. Half a million small arrays are what a browser chokes on.
	if (issue < 0 && found < 0 && check.attempts === 1 && evidence.length === 0 && observed < 0)
		return { said: [column, message], more: [] }
	return { said: [], more: [[column, message, issue, check.attempts, evidence, observed, found]] }
}

/** When a check was asked: of the last attempt, whose phases are shown. */
const tenthsOf = ({ after, attempt }: CheckRecord): number =>
	after === undefined || attempt !== undefined ? -1 : Math.round(after / 100)

/** Of so many cells the page has when each check was asked; of a larger run they would be a tenth of it. */
const timesBudget = 2000

function pageCell(
	tables: Tables,
	cell: CellRecord,
	{ withChanges, withTimes }: { readonly withChanges: boolean; readonly withTimes: boolean },
): PageCell {
	const changes = withChanges ? changesOf(cell, tables.columns, tables.changes) : undefined
	const byColumn = new Map(cell.checks.map((check) => [tables.columns.get(check.id), check]))
	const inOrder = [...tables.columns.values()].map((column) => byColumn.get(column))
	const recorded = inOrder.filter((check) => check !== undefined)
	const took = recorded.filter(({ verdict }) => verdict !== 'skipped')
	const notes = recorded.map((check) => noteOf(tables, cell, check))
	const text = (value: string): number => tables.strings.add(plainText(value, 300))
	const { network } = cell.stack
	return {
		id: cell.id,
		slug: plainText(cell.slug),
		axes: tables.axes.map(({ name, values }) =>
			values.indexOf(plainText(axisText(cell.axes, name as keyof CellRecord['axes']))),
		),
		verdict: code(shownEnd(cell)),
		reason: saidOf(tables, cell.reason),
		attempts: cell.attempts,
		accelerator: cell.accelerator === undefined ? -1 : text(cell.accelerator),
		snapshot: cell.snapshot === undefined ? -1 : text(cell.snapshot.takenAt),
		stack: tables.stacks.add(
			Object.entries({
				...cell.stack,
				passt: reportedVersion('passt', cell),
				...(network === undefined ? {} : { [network.program]: network.version }),
			}).flatMap(([part, version]) =>
				typeof version === 'string' ? [[plainText(part, 300), plainText(version, 300)] as const] : [],
			),
		),
		origins: cell.stack.origins.map((origin) => tables.origins.add(harmless(origin))),
		phases: cell.phases.map(
			({ name, ms, after = -1 }) => [text(name), Math.round(ms), Math.round(after)] as const,
		),
		checks: inOrder.map((check) => (check === undefined ? never : code(shownCheck(check)))).join(''),
		ms: took.map(({ ms }) => Math.round(ms)),
		...(withTimes ? { after: took.map(tenthsOf) } : {}),
		said: notes.flatMap(({ said }) => said),
		notes: notes.flatMap(({ more }) => more),
		evidence: (cell.evidence ?? [cell.evidenceDir]).map((path) => tables.strings.add(inCell(cell, path))),
		...(changes === undefined ? {} : { changes }),
		...(cell.earlierAttempts === undefined
			? {}
			: { earlier: cell.earlierAttempts.map((attempt) => attemptOf(tables, cell, attempt)) }),
	}
}

/** What was tested, as a title: each Docker that any cell has, 27.5.1 first. */
const titleOf = (dockers: readonly string[]): string =>
	`Docker ${dockers.map((value) => value.replace(/^(?:upstream|debian):/, '')).join(', ')}`

const chineseOf = (
	results: Results,
	{ chinese, issues }: Tables,
	columns: readonly { readonly check: string }[],
	{ gaps = [], contracts }: Pick<PageOptions, 'gaps' | 'contracts'>,
): PageChinese =>
	harmless({
		strings: Object.fromEntries(chinese),
		contracts: columns.map(({ check }) => contracts?.get(check)?.zh ?? ''),
		issues: issues.items.map((issue) => issueWords(issue, languages.zh)),
		kernelReasons: kernelReasons(results, { texts: languages.zh }).map(({ words }) => words),
		missing: (results.run.missing ?? []).map((one) => reasonWords(one, languages.zh)),
		mixed: (results.run.mixed ?? []).map((one) => reasonWords(one, languages.zh)),
		lacks: (results.run.host.lacks ?? []).map((one) => reasonWords(one, languages.zh)),
		gaps: gaps.map((one) => reasonWords(one, languages.zh)),
	})

const decided = (results: Results, texts: Texts) => harmless(saidDecisions(results, texts))

/** Results as the page wants them: small, and with nothing a browser or a reader could be fooled by. Pure. */
export function pageData(results: Results, options: PageOptions = {}): PageData {
	const { gaps = [], excerpts = new Map<string, string>(), contracts, reasons = [], repro = '' } = options
	const columns = columnsOf(results, 7)
	const axes = axesSpokenOf(results.cells).map((name) => ({
		name,
		values: axisOrder(
			name,
			results.cells.map((cell) => plainText(axisText(cell.axes, name))),
		),
	}))
	const tables: Tables = {
		strings: new Interned((text) => text),
		issues: new Interned(({ id }) => id),
		stacks: new Interned((pairs) => JSON.stringify(pairs)),
		origins: new Interned((origin) => JSON.stringify(origin)),
		axes,
		columns: new Map(columns.map(({ check }, index) => [check, index])),
		changes: new Interned((change) => JSON.stringify(change)),
		ways: new Map(),
		chinese: new Map(),
		reasons,
		observed: 0,
	}
	const columnOf = (check: string): number => tables.columns.get(check) ?? -1
	const knownOnes = results.cells.filter(({ checks }) => checks.some(({ verdict }) => verdict === 'known'))
	const withChanges = knownOnes.length <= changesBudget
	const withTimes = results.cells.length <= timesBudget
	const cells = results.cells.map((cell) => pageCell(tables, cell, { withChanges, withTimes }))
	const headline = headlineOf(results, gaps)
	return {
		title: titleOf(axes.find(({ name }) => name === 'docker')?.values ?? []),
		run: runOf(results),
		...(results.run.eventsVersion === undefined ? { formless: true as const } : {}),
		headline: { key: headline.key, code: code(headline.shown) },
		gaps: gaps.map((gap) => plainText(gap)),
		marks: shownWorstFirst.map((shown) => ({
			code: code(shown),
			shown,
			glyph: marks[shown].glyph,
			word: marks[shown].word,
			meaning: marks[shown].meaning,
		})),
		axes,
		checks: columns.map(({ check, area }) => ({
			id: plainText(check),
			area: plainText(area),
			contract: plainText(contracts?.get(check)?.en ?? ''),
		})),
		issues: tables.issues.items,
		stacks: tables.stacks.items,
		origins: tables.origins.items,
		excerpts: Object.fromEntries(
			[...excerpts].map(([path, text]) => [plainText(path, 500), plainBlock(text, 6000)]),
		),
		cells,
		throughput: throughputOf(results),
		turns: boundariesOf(results).map((turn) => ({
			...turn,
			check: plainText(turn.check),
			last: plainText(turn.last),
			first: plainText(turn.first),
		})),
		kernelReasons: kernelReasons(results).map((reason) => ({
			words: plainText(reason.words),
			found: byCheck(reason).map(({ check, cells }) => ({ check: columnOf(check), cells })),
		})),
		ways: Object.fromEntries(tables.ways),
		changes: tables.changes.items,
		conditions: conditionsOf(tables.issues.items),
		chinese: chineseOf(results, tables, columns, options),
		decisions: { en: decided(results, languages.en), zh: decided(results, languages.zh) },
		repro: plainText(repro),
		strings: tables.strings.items,
	}
}
