import type { Results } from '../schema/index.ts'
import { readExcerpts } from './excerpts.ts'
import type { Language, Need, ReportContext, ReportScreen } from './forms/index.ts'
import { askedFlags, reproCommand } from './repro.ts'
import { readTraces } from './traces.ts'
import type { Reasons } from './words/catalogue/english.js'
import { type Contract, textsIn } from './words/translate.ts'

/** A run that is reported, and what is known of it beside its record. */
export interface ReportedRun {
	/** The run's directory, which holds its evidence. */
	readonly dir: string
	readonly results: Results
	/** What the event log lacks, when it was damaged. */
	readonly gaps?: readonly string[] | undefined
	readonly facts?: ReportFacts | undefined
	/** Default: English. */
	readonly language?: Language | undefined
	/** Default: no colour, {@link defaultWidth} columns. */
	readonly screen?: ReportScreen | undefined
	readonly signal?: AbortSignal | undefined
}

/** What reports say of the harness that made them. */
export interface ReportFacts {
	/** What each check asks, by its id, in the order in which checks are told. */
	readonly contracts: ReadonlyMap<string, Contract>
	/** The checks that a run asks where nobody names any. */
	readonly asked: readonly string[]
	/** In Chinese why a check is not asked somewhere, as the checks bring it. */
	readonly reasons: Reasons
	/** The name that `--preset` takes, where the run was of a preset: how a cell can be run again. */
	readonly presets: readonly string[]
}

/** Columns, where a terminal does not say how many it has. */
const defaultWidth = 110

const gatherers: {
	readonly [N in Need]: (run: ReportedRun) => ReportContext[N] | Promise<ReportContext[N]>
} = {
	gaps: ({ gaps = [] }) => gaps,
	contracts: ({ facts }) => facts?.contracts ?? new Map<string, Contract>(),
	repro: ({ results, facts }) =>
		[
			reproCommand(results.run.matrix, facts?.presets ?? []),
			...(facts === undefined ? [] : askedFlags(results, facts.asked, facts.contracts)),
		].join(' '),
	excerpts: ({ dir, results, signal }) => readExcerpts(dir, results, signal),
	traces: ({ dir, results, signal }) => readTraces(dir, results, signal),
	texts: ({ language = 'en', facts }) => textsIn(language, facts?.reasons ?? []),
	reasons: ({ facts }) => facts?.reasons ?? [],
	screen: ({ screen = { color: false, width: defaultWidth } }) => screen,
}

/** What a report needs beyond the results, and nothing else. */
export async function gather<N extends Need>(
	needs: readonly N[],
	run: ReportedRun,
): Promise<Pick<ReportContext, N>> {
	const entries = needs.map(async (need) => [need, await gatherers[need](run)] as const)
	return Object.fromEntries(await Promise.all(entries)) as Pick<ReportContext, N>
}
