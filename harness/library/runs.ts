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
	const log = join(dir, 'events.ndjson')
	const text = await readLogText(log, signal).catch((cause: unknown) => {
		signal?.throwIfAborted()
		if (cause instanceof ConfigurationError) throw cause
		throw new ConfigurationError(`${dir} is not the directory of a run: it has no events.ndjson`, { cause })
	})
	const { events, gaps } = salvageEvents(text, log)
	return { dir, results: foldEvents(events), gaps }
}

/** What is otherwise in the second run: of the same cells, and of cells that only one of them has. */
export const diffRuns = (
	before: Pick<RecordedRun, 'results'>,
	after: Pick<RecordedRun, 'results'>,
): ResultsDiff => diffResults(before.results, after.results)
