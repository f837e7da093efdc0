import { join } from 'node:path'
import {
	ConfigurationError,
	diffResults,
	foldEvents,
	readLogText,
	type Results,
	type ResultsDiff,
	salvageEvents,
} from '#results'
import { notExpected } from './not-expected.ts'

/** A run as its directory tells it. */
export interface RecordedRun {
	readonly dir: string
	readonly results: Results
	/** What of the record is damaged and was left out, in words. */
	readonly gaps: readonly string[]
}

/** @throws ConfigurationError when it is not the directory of a run. */
export async function readRun(
	dir: string,
	{ signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<RecordedRun> {
	if (typeof dir !== 'string') throw notExpected('readRun', 'the directory of a run', dir)
	const log = join(dir, 'events.ndjson')
	const text = await readLogText(log, signal).catch((cause: unknown) => {
		signal?.throwIfAborted()
		if (cause instanceof ConfigurationError) throw cause
		throw new ConfigurationError(`${dir} is not the directory of a run: it has no events.ndjson`, { cause })
	})
	const { events, gaps } = salvageEvents(text, log)
	return { dir, results: foldEvents(events), gaps }
}

/** Results of a run, and what of its record is damaged where that is known. */
type Told = Pick<RecordedRun, 'results'> & Partial<Pick<RecordedRun, 'gaps'>>

/**
 * What is otherwise in the second run: of the same cells, and of cells that only one of them has.
 * @throws ConfigurationError for what is no run.
 */
export function diffRuns(before: Told, after: Told): ResultsDiff {
	for (const run of [before, after] as unknown[])
		if (!Array.isArray((run as Partial<RecordedRun> | null | undefined)?.results?.cells))
			throw notExpected('diffRuns', 'a run, as readRun and run give it', run)
	return diffResults(before.results, after.results, 'en', { before: before.gaps, after: after.gaps })
}
