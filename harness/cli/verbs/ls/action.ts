import type { Command } from 'commander'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigurationError, headlineOf, HarnessError, marks, plainText, type Results } from '#results'
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
}

export async function lsAction(
	{ runsDir, json }: LsFlags,
	command: Command,
	context: Context,
): Promise<void> {
	refuse(command, strayWords(command))
	const { stdout, env, interrupts } = context
	const names = await readdir(runsDir).catch((cause: unknown) => {
		throw new ConfigurationError(`there is no directory ${runsDir}`, {
			cause,
			hint: 'Start a run with `rootless-matrix run --preset quick`, or name another directory with --runs-dir.',
		})
	})
	const dirs = names.filter((name) => /^\d{8}T/.test(name)).sort()
	const listed: ListedRun[] = []
	for (const name of dirs.reverse()) {
		const dir = join(runsDir, name)
		const shown = await listRun(dir, interrupts.signal)
		if (json) listed.push({ dir, ...shown })
		else {
			const mark = marks[shown.shown ?? 'error']
			const glyph = paint(mark.sgr, mark.glyph, wantsColor(stdout, env))
			stdout.write(`${glyph} ${plainText(dir)}  ${plainText(shown.headline)}\n`)
		}
	}
	if (json) {
		const runs = listed.map(({ dir, run, headline }) => ({ dir, run, headline }))
		stdout.write(`${JSON.stringify({ runs }, null, '\t')}\n`)
	} else if (dirs.length === 0) stdout.write(`No run is recorded in ${runsDir}.\n`)
}

type Shown = ReturnType<typeof headlineOf>['shown']

/** One that cannot be read is listed all the same, with the reason. */
async function listRun(
	dir: string,
	signal: AbortSignal,
): Promise<{ run?: Results['run']; headline: string; shown?: Shown }> {
	try {
		const { results, gaps } = await foldRun(dir, { verb: 'ls', signal })
		const { sentence, shown } = headlineOf(results, gaps)
		return { run: results.run, headline: sentence, shown }
	} catch (error) {
		if (!(error instanceof HarnessError)) throw error
		return { headline: `cannot be read: ${error.message}` }
	}
}
