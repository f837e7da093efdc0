import type { AttemptRecord, CellRecord, CheckRecord, KnownIssue } from '../../schema/index.ts'
import { axisText } from '../../schema/index.ts'
import { reportedVersion } from '../../model/index.ts'
import { isTold } from '../../verdicts/index.ts'
import type { LogLine } from '../daemon-log.ts'
import type { Drop } from '../drops.ts'
import type { CellTrace } from '../traces.ts'
import { isDown, shownCheck, shownEnd, type Shown } from '../words/marks.ts'
import { plainBlock, plainText } from '../words/text.ts'
import { formWords, messageWords } from '../words/found.ts'
import { chineseReason } from '../words/chinese/reasons.ts'
import type { Texts } from '../words/catalogue/english.js'
import {
	codes,
	never,
	type PageAttempt,
	type PageCell,
	type PageChange,
	type PageData,
	type PageDrop,
	type PageLine,
	type PageNote,
} from './page-data.ts'
import { harmless, letters } from './harmless.ts'
import type { Interned } from './interned.ts'
import { changesOf } from './page-changes.ts'
import { observedText, soakOf } from './page-soak.ts'

/** Recorded facts are for looking up; the page must stay small enough to be sent. */
const observationsBudget = 150_000

/** What the cells of a page share; they have places in it. */
export interface Tables {
	readonly strings: Interned<string>
	readonly issues: Interned<KnownIssue>
	readonly stacks: Interned<PageData['stacks'][number]>
	readonly origins: Interned<PageData['origins'][number]>
	readonly axes: PageData['axes']
	readonly columns: ReadonlyMap<string, number>
	readonly changes: Interned<PageChange>
	readonly ways: Map<number, [way: string, kind: string][]>
	/** By the place of the English string. */
	readonly chinese: Map<number, string>
	/** Chinese, with what the checks bring of it. */
	readonly inChinese: Texts
	observed: number
}

export const code = (shown: Shown): string => codes[shown]

function observations(tables: Tables, check: CheckRecord): number {
	const observed = observedText(check)
	if (observed === undefined) return -1
	const text = plainBlock(JSON.stringify(observed, undefined, 1), letters)
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
	const other = chineseReason(text, tables.inChinese.reasons)
	return inBoth(tables, plainBlock(text, letters), other && plainBlock(other, letters))
}

/** What a check said: a sentence of the harness's own, its form again, or evidence. */
function saidByCheck(tables: Tables, check: CheckRecord): number {
	if (check.message === undefined) return -1
	const other = messageWords(check, tables.inChinese)
	return inBoth(tables, plainBlock(check.message, letters), plainBlock(other, letters))
}

function foundOf(tables: Tables, check: CheckRecord): number {
	const words = formWords(check)
	if (words === '') return -1
	const place = inBoth(
		tables,
		plainText(words, letters),
		plainText(formWords(check, tables.inChinese), letters),
	)
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
			saidByCheck(tables, check),
			foundOf(tables, check),
			paths(check.evidence),
		]),
		others: attempt.checks.length - told.length,
	}
}

function noteOf(tables: Tables, cell: CellRecord, check: CheckRecord): { said: number[]; more: PageNote[] } {
	const message = saidByCheck(tables, check)
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

const pageLine = ({ strings }: Tables, { after, level, text }: LogLine): PageLine => [
	Math.round(after / 100),
	level === 'error' ? 1 : 0,
	strings.add(plainText(text, 300)),
]

const pageDrop = ({ strings }: Tables, { after, reason, where, count }: Drop): PageDrop => [
	Math.round(after / 100),
	strings.add(reason),
	where === undefined ? -1 : strings.add(where),
	count,
]

const traceOf = (tables: Tables, { log, drops }: CellTrace): Pick<PageCell, 'log' | 'drops'> => ({
	...(log.length === 0 ? {} : { log: log.map((line) => pageLine(tables, line)) }),
	...(drops.length === 0 ? {} : { drops: drops.map((drop) => pageDrop(tables, drop)) }),
})

/** When a check was asked: of the last attempt, whose phases are shown. */
const tenthsOf = ({ after, attempt }: CheckRecord): number =>
	after === undefined || attempt !== undefined ? -1 : Math.round(after / 100)

interface CellParts {
	readonly withChanges: boolean
	readonly withTimes: boolean
	readonly trace: CellTrace | undefined
}

/** A cell as the page has it; what it shares with others goes into the tables. */
export function pageCell(
	tables: Tables,
	cell: CellRecord,
	{ withChanges, withTimes, trace }: CellParts,
): PageCell {
	const soak = soakOf(cell)
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
		...(isDown(cell) ? { down: true as const } : {}),
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
		...(withTimes && trace ? traceOf(tables, trace) : {}),
		...(withTimes && soak ? { soak } : {}),
		said: notes.flatMap(({ said }) => said),
		notes: notes.flatMap(({ more }) => more),
		evidence: (cell.evidence ?? [cell.evidenceDir]).map((path) => tables.strings.add(inCell(cell, path))),
		...(changes === undefined ? {} : { changes }),
		...(cell.earlierAttempts === undefined
			? {}
			: { earlier: cell.earlierAttempts.map((attempt) => attemptOf(tables, cell, attempt)) }),
	}
}
