import type { Command } from 'commander'
import { basename, join, resolve } from 'node:path'
import { reportFacts } from '#harness/report-facts'
import {
	ConfigurationError,
	exitCodeOf,
	mergeRuns,
	parseEvents,
	plural,
	readLogText,
	renderReport,
	type RunEvent,
	type Shard,
	writeMerged,
} from '#results'
import { isAbsent } from '#results/errors'
import { reportScreen, type Context } from '../../context.ts'
import type { Finish } from '../../finish.ts'
import { helpHint, refuse } from '../../usage.ts'

export interface MergeFlags {
	readonly output: string
	readonly allowMixed?: true
}

export async function mergeAction(
	dirs: string[],
	{ output, allowMixed }: MergeFlags,
	command: Command,
	context: Context,
	finish: Finish,
): Promise<void> {
	refuse(
		command,
		dirs.filter((dir) => dir.startsWith('-')).map((flag) => `unknown option '${flag}'`),
	)
	const { signal } = context.interrupts
	const shards = await Promise.all(dirs.map((dir) => readShard(dir, signal)))
	const merged = mergeRuns(shards, basename(resolve(output)), { allowMixed })
	const { stdout, stderr, env } = context
	const run = await writeMerged(merged, {
		into: output,
		shards: new Map(dirs.map((dir) => [dir, dir])),
		facts: await reportFacts(plannedOf(merged.events)),
		signal,
	})
	stdout.write(await renderReport('terminal', { ...run, screen: reportScreen(stdout, env) }))
	stderr.write(`Merged ${plural(dirs.length, 'run')} into ${output}.\n`)
	for (const difference of merged.differences) stderr.write(`The runs differ: ${difference}.\n`)
	for (const what of run.leftOut) stderr.write(`Left out: ${what}.\n`)
	for (const what of merged.absent) stderr.write(`Missing: ${what}.\n`)
	for (const { slug } of merged.missing) stderr.write(`Missing: ${slug}; no shard brought it to an end.\n`)
	finish(exitCodeOf(run.results))
}

/** What the merged run says at its start that it is of. */
function plannedOf(events: readonly RunEvent[]): { matrix: string; cells: readonly { id: string }[] } {
	const started = events.find((event) => event.type === 'run.started')
	return { matrix: started?.matrix ?? '', cells: started?.cells ?? [] }
}

/** A damaged shard is refused: what is lost of it could be a failure, and the merged run would hide that. */
async function readShard(dir: string, signal: AbortSignal): Promise<Shard> {
	let text: string
	try {
		text = await readLogText(join(dir, 'events.ndjson'), signal)
	} catch (cause) {
		signal.throwIfAborted()
		const hint = helpHint('merge')
		const found = `${dir} is not the directory of a run:`
		if (isAbsent(cause)) throw new ConfigurationError(`${found} it has no events.ndjson`, { hint })
		throw new ConfigurationError(`${found} its events.ndjson cannot be read`, { cause, hint })
	}
	return { name: dir, events: parseEvents(text, join(dir, 'events.ndjson')).events }
}
