import { Command } from 'commander'
import { type Language, reportForms, type ReportId } from '#results/report/forms'
import type { Context } from '../../context.ts'
import type { Finish } from '../../finish.ts'
import { addFormFlags, languageFlag } from './form-flags.ts'

export interface ReportFlags extends Partial<Record<ReportId, true>> {
	readonly runsDir: string
	readonly lang: Language
	readonly docker?: string
	readonly write?: true
	readonly history?: readonly string[]
	readonly from?: string
	readonly insecure?: true
	readonly exitCode?: true
	readonly strict?: true
}

const written = new Intl.ListFormat('en-GB').format(reportForms.flatMap(({ file }) => file ?? []))

export function reportVerb(context: Context, finish: Finish): Command {
	const command = new Command('report')
		.summary('show the results of a run again, from its event log')
		.description(
			'Folds the event log of a run into its results once more and prints them: also those of a run that was ' +
				'interrupted, killed or damaged, and with the known issues as this version knows them.',
		)
		.argument('[run-dir]', 'the directory of a run (default: the newest one)')
		.option('--runs-dir <dir>', 'where runs are recorded', 'runs')
	return addFormFlags(command, reportForms)
		.addOption(
			languageFlag(
				'what the terminal, Markdown, the step summary, the card, the badge and the page of --history are written in',
			),
		)
		.option('--docker <version>', 'show only the cells of this Docker: for its page, its card, its badge')
		.option(
			'--history <dir...>',
			'show many runs over time instead: since when what is red, how often it flips, and what could not be ' +
				'learned; exits with 3 where a record is damaged, else with 0',
		)
		.option(
			'--from <store>',
			'show a run of a farm as its store has it by now: oci://HOST/NAMESPACE/RUN or dir:PATH/RUN',
		)
		.option('--insecure', 'with --from: speak plain HTTP to the store, also where it is not on this machine')
		.option('--write', `write the run's ${written} anew`)
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
				'  $ rootless-matrix report \\',
				'      --from oci://registry.example.org/nightly/20261126T221500Z-nightly-3fa94c',
				'  $ rootless-matrix report --step-summary >> "$GITHUB_STEP_SUMMARY"',
			].join('\n'),
		)
		.action(async (runDir: string | undefined, flags: ReportFlags, command: Command) => {
			const { reportAction } = await import('./action.ts')
			await reportAction(runDir, flags, command, context, finish)
		})
}
