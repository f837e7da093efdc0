import type { Command } from 'commander'
import { join } from 'node:path'
import {
	headlineOf,
	HarnessError,
	listRuns,
	marks,
	plainText,
	replay,
	type Results,
	type RunEvent,
} from '#results'
import { unreadable } from '#results/errors'
import { type Context, wantsColor } from '../../context.ts'
import { refuse, strayWords } from '../../usage.ts'
import { paint } from '../../view/mark.ts'
import type { LsFlags } from './command.ts'
import { foldRun } from '../report/read-run.ts'

/** A run as `ls --json` has it. */
interface ListedRun {
	readonly dir: string
	readonly run?: Results['run']
	/** The run's verdict in words, with the counts; of one that cannot be read, why. */
	readonly headline: string
	/** Only of one that another process runs. */
	readonly isRunning?: true
}

/** No verdict: there is none yet. */
const runningMark = { glyph: '▸', sgr: '36' } as const

export async function lsAction(
	{ runsDir, json }: LsFlags,
	command: Command,
	context: Context,
): Promise<void> {
	refuse(command, strayWords(command))
	const { stdout, env } = context
	const runs = await listRuns(runsDir).catch((cause: unknown) => {
		throw unreadable(
			`directory ${runsDir}`,
			cause,
			'Start a run with `rootless-matrix run --preset quick`, or name another directory with --runs-dir.',
		)
	})
	const listed: ListedRun[] = []
	for (const { dir } of runs) {
		const { mark, ...run } = await listRun(dir, context)
		if (json) listed.push({ dir, ...run })
		else {
			const glyph = paint(mark.sgr, mark.glyph, wantsColor(stdout, env))
			stdout.write(`${glyph} ${plainText(dir)}  ${plainText(run.headline)}\n`)
		}
	}
	if (json) stdout.write(`${JSON.stringify({ runs: listed }, null, '\t')}\n`)
	else if (runs.length === 0) stdout.write(`No run is recorded in ${runsDir}.\n`)
}

/** One that cannot be read is listed all the same, with the reason. */
async function listRun(
	dir: string,
	context: Context,
): Promise<Omit<ListedRun, 'dir'> & { readonly mark: { readonly glyph: string; readonly sgr: string } }> {
	const { signal } = context.interrupts
	try {
		const { results, events, gaps } = await foldRun(dir, { verb: 'ls', signal })
		const { run } = results
		if (run.state === 'running' && (await isHeld(dir, context)))
			return { run, headline: runningWords(events), isRunning: true, mark: runningMark }
		const { sentence, shown } = headlineOf(results, gaps)
		return { run, headline: sentence, mark: marks[shown] }
	} catch (error) {
		if (!(error instanceof HarnessError)) throw error
		return { headline: `cannot be read: ${error.message}`, mark: marks.error }
	}
}

/** Whether a harness has the lock of a run's log, as it does until it ends, however it ends. */
async function isHeld(dir: string, { services, interrupts: { signal } }: Context): Promise<boolean> {
	const argv = ['flock', '--shared', '--nonblock', join(dir, 'events.ndjson'), 'true']
	const tried = await services.runProgram(argv, { signal })
	return tried.state === 'ended' && tried.code === 1
}

function runningWords(events: readonly RunEvent[]): string {
	const ends = [...replay(events).cells.values()].map(({ end }) => end.state)
	const ended = ends.filter((state) => state !== 'waiting' && state !== 'open')
	return `RUNNING: ${ended.length} of ${ends.length} cells have ended.`
}
