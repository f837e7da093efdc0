import type { KnownIssue } from '../../schema/index.ts'
import type { SaidDecision } from '../words/said.ts'
import type { Language } from '../words/catalogue/languages.js'
import type { Shown } from '../words/marks.ts'

/** One letter for how a check or a cell is shown; a cell's checks are a string of them. */
export const codes = {
	pass: 'p',
	fail: 'f',
	flaky: 'y',
	known: 'k',
	open: 'o',
	fixed: 'x',
	refuses: 'r',
	skipped: 's',
	unavailable: 'u',
	error: 'e',
} as const satisfies Record<Shown, string>
/** In `PageCell.checks`: this cell never recorded this check. */
export const never = '.'

/**
 * What there is to say about one check of one cell, where there is more than its verdict. Indices into tables.
 * Evidence that begins with `./` lies in the cell's directory, `cells/<slug>`.
 */
export type PageNote = [
	check: number,
	message: number,
	issue: number,
	attempts: number,
	evidence: number[],
	observations: number,
	/** The ways that failed and how, in words. */
	found: number,
]

/** A complaint: tenths of a second from the attempt's start, whether it is an error and no warning, and its text. */
export type PageLine = readonly [after: number, isError: 0 | 1, text: number]

/** What the programs of a stack held while it was soaked, by program; each series has a value for each of the seconds. */
export interface PageSoak {
	readonly seconds: readonly number[]
	readonly descriptors: readonly (readonly [program: string, values: readonly number[]])[]
	readonly kib: readonly (readonly [program: string, values: readonly number[]])[]
}

/** Dropped packets: tenths of a second from the attempt's start, the reason, the function or -1, how many. */
export type PageDrop = readonly [after: number, reason: number, where: number, count: number]

/** What an attempt before the last one came to. */
export interface PageAttempt {
	readonly attempt: number
	readonly verdict: string
	readonly reason: number
	readonly evidence: readonly number[]
	/** Those that did not just pass or skip: a check, its letter, its message, its form, its evidence. */
	readonly checks: readonly (readonly [
		check: number,
		code: string,
		message: number,
		found: number,
		evidence: readonly number[],
	])[]
	/** How many others there were. */
	readonly others: number
}

/** A cell, small: ten thousand of them have to open within a second. Numbers are indices into the page's tables. */
export interface PageCell {
	readonly id: string
	readonly slug: string
	/** One value for each of `PageData.axes`. */
	readonly axes: readonly number[]
	readonly verdict: string
	/** Set where its daemon does not run: what passed is nothing that works. */
	readonly down?: true
	readonly reason: number
	readonly attempts: number
	readonly accelerator: number
	/** When the snapshot that it was restored from was taken. */
	readonly snapshot: number
	readonly stack: number
	readonly origins: readonly number[]
	/** A name (string), its milliseconds, and those from the attempt's start to its own: -1 where the record has none. */
	readonly phases: readonly (readonly [number, number, number])[]
	/** A letter of `codes` for each of `PageData.checks`, or `never`. */
	readonly checks: string
	/** Milliseconds of each check that was recorded and not skipped, in that order. */
	readonly ms: readonly number[]
	/** Beside `ms`: tenths of a second from the attempt's start, -1 for one of an attempt before. Missing in a large run. */
	readonly after?: readonly number[]
	/** What its daemon complained of, in order; missing where it did not, or where that was not kept. */
	readonly log?: readonly PageLine[]
	readonly soak?: PageSoak
	/** What its kernel dropped, in order. */
	readonly drops?: readonly PageDrop[]
	/** A check and its message, twice two numbers for two checks: for those that have nothing else to say. */
	readonly said: readonly number[]
	/** For those that have more; both in the checks' order. */
	readonly notes: readonly PageNote[]
	readonly evidence: readonly number[]
	/** Places in `PageData.changes`; missing where nothing failed as known, or where too many cells did. */
	readonly changes?: readonly number[]
	/** Missing for a cell that needed one attempt. */
	readonly earlier?: readonly PageAttempt[]
}

/** An axis and its values. */
interface PageAxis {
	readonly name: string
	readonly values: readonly string[]
	/** The same as they are recorded, where `values` are in the reader's words: see client/model/spoken.js. */
	readonly recorded?: readonly string[] | undefined
	/** The one of them that says that there is nothing: a configuration's name leaves it out. */
	readonly nothing?: string
	/** Of the axis network: the address of RootlessKit's namespace for each of `values`. */
	readonly netns?: readonly string[]
}

export interface PageMark {
	readonly code: string
	readonly shown: Shown
	readonly glyph: string
	readonly word: string
	readonly meaning: string
}

interface PageOrigin {
	readonly part: string
	readonly provider: string
	readonly version: string
	readonly source: string
	readonly sha256: string
}

/** A series of numbers that some check recorded, such as a transfer's speed. */
export interface Throughput {
	readonly check: string
	readonly measure: string
	readonly unit: string
	readonly bars: readonly {
		/** Driver and version, as it is told apart. */
		readonly label: string
		readonly accelerator: string
		readonly median: number
		readonly low: number
		readonly high: number
		readonly samples: number
	}[]
}

/** Where a check turns along one axis, everything else being equal. */
export interface PageTurn {
	readonly check: string
	readonly part: string
	readonly turns: 'bad' | 'good'
	readonly last: string
	readonly first: string
	/** Cells before and after the turn. */
	readonly shownBy: readonly (readonly [number, number])[]
}

/** Something that a kernel lacks, with the checks and cells whose verdicts it explains. */
interface PageKernelReason {
	readonly words: string
	readonly found: readonly { readonly check: number; readonly cells: readonly number[] }[]
}

/** Something that could be done, and what it would change by the rules. */
export interface PageChange {
	readonly words: { readonly [language in Language]: string }
	/** Checks that would hold. */
	readonly gained: readonly number[]
	/** What would fail as known, issue by issue: checks by their names, also those that were not asked in this run. */
	readonly lost: readonly {
		readonly isGap: boolean
		readonly title: { readonly [language in Language]: string }
		readonly checks: readonly string[]
	}[]
}

/** The record's words in Chinese, by the places of the English ones. */
export interface PageChinese {
	readonly strings: Readonly<Record<number, string>>
	/** One for each of `PageData.checks`; empty for a check that nobody translated. */
	readonly contracts: readonly string[]
	readonly issues: readonly { readonly title: string; readonly because: string }[]
	readonly kernelReasons: readonly string[]
	/** What each of `PageData.throughput` measures. */
	readonly throughput: readonly Pick<Throughput, 'measure' | 'unit'>[]
	readonly missing: readonly string[]
	readonly mixed: readonly string[]
	/** What the VM driver has not, a phrase each. */
	readonly lacks: readonly string[]
	/** What the event log lacks. */
	readonly gaps: readonly string[]
}

/** Everything that the page's script knows. Plain data, made by a fold, embedded as JSON. */
export interface PageData {
	readonly title: string
	readonly run: {
		readonly id: string
		readonly matrix: string
		readonly matrixHash: string
		readonly startedAt: string
		readonly endedAt: string | null
		readonly accelerators: readonly string[]
		readonly driver: string
		readonly cpus: number
		/** Cells that were restored, and the day of the oldest snapshot. */
		readonly restored: { readonly count: number; readonly oldest: string } | null
		readonly tool: string
		/** What of the plan none of the merged runs has, in sentences. */
		readonly missing: readonly string[]
		readonly mixed: readonly string[]
		/** What the VM driver has not, a phrase each. */
		readonly lacks: readonly string[]
	}
	/** Set where failures have no forms: in words. */
	readonly formless?: true
	readonly headline: { readonly key: string; readonly code: string }
	/** What the event log lacks or has too much of, when it was damaged. */
	readonly gaps: readonly string[]
	readonly marks: readonly PageMark[]
	readonly axes: readonly PageAxis[]
	readonly checks: readonly { readonly id: string; readonly area: string; readonly contract: string }[]
	readonly issues: readonly KnownIssue[]
	/** Different stacks: pairs of a part and the version that it reported. */
	readonly stacks: readonly (readonly (readonly [string, string])[])[]
	readonly origins: readonly PageOrigin[]
	readonly strings: readonly string[]
	/** Evidence that is shown in the page: path to text. */
	readonly excerpts: Readonly<Record<string, string>>
	readonly cells: readonly PageCell[]
	readonly throughput: readonly Throughput[]
	readonly turns: readonly PageTurn[]
	readonly kernelReasons: readonly PageKernelReason[]
	/** The ways that failed and the kinds in which they did, by the place of the form's words. */
	readonly ways: Readonly<Record<number, readonly (readonly [way: string, kind: string])[]>>
	readonly changes: readonly PageChange[]
	/** Where each known issue is one, in words: beside `issues`. */
	readonly conditions: { readonly [language in Language]: readonly string[] }
	/** What of the record is said in Chinese; what is evidence stays as it is. */
	readonly chinese: PageChinese
	/** What the run says of each Docker, in both languages. */
	readonly decisions: { readonly [language in Language]: readonly SaidDecision[] }
	/** The command that runs one cell again, without its slug. */
	readonly repro: string
}
