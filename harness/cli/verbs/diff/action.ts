import type { Command } from 'commander'
import { reportFacts } from '#harness/report-facts'
import { diffExitCode, diffForms, diffResults, type Language, renderDiff } from '#results'
import type { Context } from '../../context.ts'
import type { Finish } from '../../finish.ts'
import { refuse, strayWords } from '../../usage.ts'
import type { DiffFlags } from './command.ts'
import { askedForm } from '../report/form-flags.ts'
import { foldRun } from '../report/read-run.ts'

export async function diffAction(
	before: string,
	after: string,
	flags: DiffFlags,
	command: Command,
	context: Context,
	finish: Finish,
): Promise<void> {
	const problems = [...strayWords(command)]
	const asked = askedForm(flags, diffForms, problems) ?? 'terminal'
	refuse(command, problems)
	const { signal } = context.interrupts
	const runs = [
		await foldRun(before, { verb: 'diff', signal }),
		await foldRun(after, { verb: 'diff', signal }),
	] as const
	const gaps = runs.flatMap(({ dir, gaps }) => gaps.map((gap) => `${dir}: ${gap}`))
	for (const gap of gaps) context.stderr.write(`The record is damaged: ${gap}; it is left out.\n`)
	const damage = { before: runs[0].gaps, after: runs[1].gaps }
	const compare = (language: Language) => diffResults(runs[0].results, runs[1].results, language, damage)
	const diff = compare('en')
	const facts = await reportFacts({ matrix: diff.matrix, cells: runs[1].results.cells })
	context.stdout.write(await renderDiff(asked, compare, { ...facts, language: flags.lang }))
	const code = diffExitCode(diff)
	finish(gaps.length > 0 && code === 0 ? 3 : code)
}
