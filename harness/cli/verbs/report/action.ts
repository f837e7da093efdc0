import type { Command } from 'commander'
import { reportFacts } from '#harness/report-facts'
import { exitCodeOf, historyForms, onlyDocker, renderReport, reportForms, writeRun } from '#results'
import { reportScreen, type Context } from '../../context.ts'
import type { Finish } from '../../finish.ts'
import { refuse, strayWords } from '../../usage.ts'
import type { ReportFlags } from '../report.ts'
import { askedForm, flagOf } from './form-flags.ts'
import { historyOf } from './history.ts'
import { foldRun, newestRun, type FoldedRun } from './read-run.ts'

export async function reportAction(
	runDir: string | undefined,
	flags: ReportFlags,
	command: Command,
	context: Context,
	finish: Finish,
): Promise<void> {
	const problems = [...strayWords(command)]
	const asked = askedForm(flags, reportForms, problems) ?? 'terminal'
	const historyForm = historyForms.find(({ id }) => id === asked)
	if (flags.history && (flags.write || flags.exitCode || runDir !== undefined || historyForm === undefined))
		problems.push(`--history goes with ${historyForms.map(({ id }) => flagOf(id)).join(' or ')} only`)
	if (flags.docker !== undefined && (flags.write || flags.history))
		problems.push('--docker shows a part of a run: it does not go with --write or --history')
	refuse(command, problems)
	const { stdout, stderr, env, interrupts } = context
	const { signal } = interrupts
	if (flags.history && historyForm)
		return void stdout.write(historyForm.render(await historyOf(flags.history, context)))
	const folded = await foldRun(runDir ?? (await newestRun(flags.runsDir)), { verb: 'report', signal })
	for (const gap of folded.gaps) stderr.write(`The record is damaged: ${gap}; it is left out.\n`)
	const results = flags.docker === undefined ? folded.results : onlyDocker(folded.results, flags.docker)
	const run = { ...folded, results, facts: await reportFacts(), signal }
	stdout.write(await renderReport(asked, { ...run, language: flags.lang, screen: reportScreen(stdout, env) }))
	if (flags.write) stderr.write(`Written: ${(await writeRun(run)).join(', ')}\n`)
	if (flags.exitCode) finish(exitCode(folded, flags.strict ?? false))
}

/** What is lost could have been anything: such a run is incomplete, whatever the rest says. */
const exitCode = ({ results, gaps }: FoldedRun, strict: boolean): number => {
	const code = exitCodeOf(results, { strict })
	return gaps.length > 0 && code !== 130 ? 3 : code
}
