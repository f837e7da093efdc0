import type { Command } from 'commander'
import { reportFacts } from '#harness/report-facts'
import { exitCodeOf, historyForms, onlyDocker, renderReport, reportForms, writeRun } from '#results'
import { reportScreen, type Context } from '../../context.ts'
import type { Finish } from '../../finish.ts'
import { refuse, strayWords } from '../../usage.ts'
import type { ReportFlags } from './command.ts'
import { askedForm, flagOf } from './form-flags.ts'
import type * as FromFarm from './from-farm.ts'
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
	if (flags.from !== undefined && (flags.write || flags.history || runDir !== undefined))
		problems.push('--from shows a run of a store: it does not go with a directory, --write or --history')
	if (flags.strict && !flags.exitCode) problems.push('--strict goes with --exit-code only')
	if (flags.insecure && flags.from === undefined) problems.push('--insecure goes with --from only')
	const farmRun = flags.from === undefined ? undefined : await readFrom(flags.from, problems)
	refuse(command, problems)
	const { stdout, stderr, env, interrupts } = context
	const { signal } = interrupts
	if (flags.history && historyForm) {
		const history = await historyOf(flags.history, context)
		stdout.write(historyForm.render(history, flags.lang))
		// A failure may be among the lines that are lost.
		if (history.untold.some(({ damage }) => damage.length > 0)) finish(3)
		return
	}
	await using collected = farmRun && (await collect(farmRun, flags, context))
	const folded =
		collected ??
		(await foldRun(runDir ?? (await newestRun(flags.runsDir, 'report')), { verb: 'report', signal }))
	for (const gap of folded.gaps) stderr.write(`The record is damaged: ${gap}; it is left out.\n`)
	const results = flags.docker === undefined ? folded.results : onlyDocker(folded.results, flags.docker)
	const facts = await reportFacts({ matrix: results.run.matrix, cells: results.cells })
	const run = { ...folded, results, facts, signal }
	stdout.write(await renderReport(asked, { ...run, language: flags.lang, screen: reportScreen(stdout, env) }))
	if (flags.write) stderr.write(`Written: ${(await writeRun(run)).join(', ')}\n`)
	if (flags.exitCode) finish(exitCode(folded, flags.strict ?? false))
}

// What a farm consists of is loaded for a run of one only.
const readFrom = async (...given: Parameters<typeof FromFarm.readFarmRun>) =>
	(await import('./from-farm.ts')).readFarmRun(...given)
const collect = async (...given: Parameters<typeof FromFarm.collectRun>) =>
	(await import('./from-farm.ts')).collectRun(...given)

/** What is lost could have been anything: such a run is incomplete, whatever the rest says. */
const exitCode = ({ results, gaps }: FoldedRun, strict: boolean): number => {
	const code = exitCodeOf(results, { strict })
	return gaps.length > 0 && code !== 130 ? 3 : code
}
