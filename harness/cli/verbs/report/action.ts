import type { Command } from 'commander'
import { join } from 'node:path'
import { RunStore, exitCodeOf, summaryMarkdown, writeReports } from '#results'
import type { Context } from '../../context.ts'
import type { Finish } from '../../finish.ts'
import { refuse, strayWords } from '../../usage.ts'
import type { ReportFlags } from '../report.ts'
import { flagOf, formNames } from './form-flags.ts'
import { historyOf } from './history.ts'
import { aboutReports, foldRun, newestRun } from './read-run.ts'
import { type FoldedRun, render } from './render-form.ts'

export async function reportAction(
	runDir: string | undefined,
	flags: ReportFlags,
	command: Command,
	context: Context,
	finish: Finish,
): Promise<void> {
	const problems = [...strayWords(command)]
	const asked = formNames.filter((form) => flags[form])
	if (asked.length > 1) problems.push(`${asked.map(flagOf).join(' and ')} exclude each other`)
	if (
		flags.history &&
		(flags.write ||
			flags.exitCode ||
			runDir !== undefined ||
			asked.some((form) => form !== 'json' && form !== 'markdown'))
	)
		problems.push('--history goes with --json or --markdown only')
	refuse(command, problems)
	const { signal } = context.interrupts
	if (flags.history) return void context.stdout.write(await historyOf(flags.history, asked[0], context))
	const run = await foldRun(runDir ?? (await newestRun(flags.runsDir)), { verb: 'report', signal })
	for (const gap of run.gaps) context.stderr.write(`The record is damaged: ${gap}; it is left out.\n`)
	const about = await aboutReports(run.gaps, signal)
	context.stdout.write(await render(run, asked[0], about, context))
	if (flags.write) {
		await writeAnew(run, context)
		await writeReports(run.dir, run.results, about)
	}
	if (flags.exitCode) finish(exitCode(run, flags.strict ?? false))
}

/** What is lost could have been anything: such a run is incomplete, whatever the rest says. */
const exitCode = ({ results, gaps }: FoldedRun, strict: boolean): number => {
	const code = exitCodeOf(results, { strict })
	return gaps.length > 0 && code !== 130 ? 3 : code
}

async function writeAnew({ dir, results, gaps }: FoldedRun, { stderr }: Context): Promise<void> {
	await using store = new RunStore(dir, () => new Date())
	await store.writeResults(results)
	await store.writeSummary(summaryMarkdown(results, gaps))
	const written = ['results.json', 'summary.md', 'report/index.html', 'junit.xml']
	stderr.write(`Written: ${written.map((name) => join(dir, name)).join(', ')}\n`)
}
