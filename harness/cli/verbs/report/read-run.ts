import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
	ConfigurationError,
	foldEvents,
	HarnessError,
	newestRunOf,
	readLogText,
	type RunEvent,
	salvageEvents,
	type Results,
} from '#results'
import { helpHint } from '../../usage.ts'

/** A run as its directory tells it: what was folded, and what could not be read. */
export interface FoldedRun {
	readonly dir: string
	readonly results: Results
	readonly gaps: readonly string[]
}

/** @throws ConfigurationError when there is none. */
export async function newestRun(runsDir: string, verb: string): Promise<string> {
	const newest = await newestRunOf(runsDir)
	if (newest !== undefined) return newest
	throw new ConfigurationError(`there is no run in ${runsDir}/ yet`, {
		hint: `Start one with \`rootless-matrix run --preset quick\`, or see \`rootless-matrix ${verb} --help\`.`,
	})
}

/**
 * Folds what a run's directory holds, also when it is damaged: then `gaps` says what is missing. `events`: what was folded.
 * @throws ConfigurationError when it is not the directory of a run.
 */
export async function foldRun(
	dir: string,
	{ verb, signal }: { verb: string; signal: AbortSignal },
): Promise<FoldedRun & { readonly events: readonly RunEvent[] }> {
	const log = join(dir, 'events.ndjson')
	if (!existsSync(log))
		throw new ConfigurationError(`${dir} is not the directory of a run: it has no events.ndjson`, {
			hint: helpHint(verb),
		})
	const text = await readLogText(log, signal).catch((cause: unknown) => {
		signal.throwIfAborted()
		if (cause instanceof HarnessError) throw cause
		throw new ConfigurationError(`${log} cannot be read`, { cause, hint: helpHint(verb) })
	})
	const { events, gaps } = salvageEvents(text, log)
	return { dir, results: foldEvents(events), events, gaps }
}
