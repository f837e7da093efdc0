import { Command, Option } from 'commander'
import { join } from 'node:path'
import { exitCodeOf, RunStore, summaryMarkdown, writeReports } from '#results'
import type { Context } from '../context.ts'
import type { Finish } from '../finish.ts'
import { refuse, strayWords } from '../usage.ts'
import { flagOf, type FoldedRun, type Form, forms, render } from './report/forms.ts'
import { historyOf } from './report/history.ts'
import { aboutReports, foldRun, newestRun } from './report/read-run.ts'

interface ReportFlags extends Partial<Record<Form, true>> {
	readonly runsDir: string
	readonly write?: true
	readonly history?: readonly string[]
	readonly exitCode?: true
	readonly strict?: true
}

const formNames = Object.keys(forms) as Form[]

export function reportVerb(context: Context, finish: Finish): Command {
	const command = new Command('report')
		.summary('show the results of a run again, from its event log')
		.description(
			'Folds the event log of a run into its results once more and prints them: also those of a run that was ' +
				'interrupted, killed or damaged, and with the known issues as this version knows them.',
		)
		.argument('[run-dir]', 'the directory of a run (default: the newest one)')
		.option('--runs-dir <dir>', 'where runs are recorded', 'runs')
	for (const form of formNames) command.addOption(new Option(flagOf(form), forms[form]))
	return command
		.option(
			'--history <dir...>',
			'show many runs over time instead: since when what is red, and how often it flips',
		)
		.option('--write', "write the run's results.json, summary.md, report/index.html and junit.xml anew")
		.option('--exit-code', 'exit as the run did: 1 for a fail, 3 for an error')
		.option(
			'--strict',
			'with --exit-code: exit with 1 also for a known issue that is fixed, or a cell that could not be tried',
		)
		.addHelpText(
			'after',
			[
				'\nExamples:',
				'  $ rootless-matrix report',
				'  $ rootless-matrix report runs/20261123T011500Z-quick --markdown > release-note.md',
				'  $ rootless-matrix report --history runs/*-nightly',
				'  $ rootless-matrix report --step-summary >> "$GITHUB_STEP_SUMMARY"',
			].join('\n'),
		)
		.action(async (runDir: string | undefined, flags: ReportFlags, command: Command) => {
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
		})
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
