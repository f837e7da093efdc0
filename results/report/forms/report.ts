import type { Results } from '../../schema/index.ts'
import type { CellTrace } from '../traces.ts'
import type { Reasons, Texts } from '../words/catalogue/english.js'
import type { Language } from '../words/catalogue/languages.js'
import type { Contract } from '../words/translate.ts'

/** What a report may say beyond a run's results. */
export interface ReportContext {
	/** What the event log lacks, when it was damaged; with any, no report reads as passed. */
	readonly gaps: readonly string[]
	/** What each check asks, by its id. */
	readonly contracts: ReadonlyMap<string, Contract>
	/** The command that runs a cell of this matrix again; the cell's name is appended. */
	readonly repro: string
	/** The ends of evidence files, by their paths in the run's directory. */
	readonly excerpts: ReadonlyMap<string, string>
	/** What happened in each cell beside what was asked, by the cell's id. */
	readonly traces: ReadonlyMap<string, CellTrace>
	/** The words that it is written in; `texts.lang` says of which language. */
	readonly texts: Texts
	/** In Chinese why a check is not asked somewhere, as the checks bring it; for a form that is written in both languages. */
	readonly reasons: Reasons
	/** Where a report is read that is not a file. */
	readonly screen: ReportScreen
}

export type { Language }

export interface ReportScreen {
	readonly color: boolean
	/** In columns. */
	readonly width: number
}

export type Need = keyof ReportContext

/** One form of report. `render` is pure, and gets what `needs` names: nothing else is read or computed for it. */
export interface Report<N extends Need = Need> {
	readonly needs: readonly N[]
	render(results: Results, context: Pick<ReportContext, N>): string
}

/** Holds a report to what it says it needs. */
export const defineReport = <const N extends Need = never>(report: Report<N>): Report => report

/** A form of report as the registry lists it: all that `--help` and the writer know before it is loaded. */
export interface ReportForm<Id extends string = string> {
	/** The flag that asks for it, in camel case: `stepSummary` is `--step-summary`. */
	readonly id: Id
	/** What the flag does, for `--help`. */
	readonly about: string
	/** Where every run has it, from the run's directory; a form without one is only printed. */
	readonly file?: string | undefined
	readonly load: () => Promise<{ readonly report: Report }>
}

export const listed = <const Id extends string>(
	id: Id,
	about: string,
	load: ReportForm['load'],
	file?: string,
): ReportForm<Id> => ({ id, about, load, file })
