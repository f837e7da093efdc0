import type { Command } from 'commander'
import { diffExitCode, diffHtml, diffMarkdown, diffResults, diffText, type ResultsDiff } from '#results'
import type { Context } from '../../context.ts'
import type { Finish } from '../../finish.ts'
import { refuse, strayWords } from '../../usage.ts'
import type { DiffFlags } from '../diff.ts'
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
	if (Object.keys(flags).length > 1) problems.push('--markdown, --html and --json exclude each other')
	refuse(command, problems)
	const { signal } = context.interrupts
	const runs = [
		await foldRun(before, { verb: 'diff', signal }),
		await foldRun(after, { verb: 'diff', signal }),
	] as const
	const gaps = runs.flatMap(({ dir, gaps }) => gaps.map((gap) => `${dir}: ${gap}`))
	for (const gap of gaps) context.stderr.write(`The record is damaged: ${gap}; it is left out.\n`)
	const diff = diffResults(runs[0].results, runs[1].results)
	context.stdout.write(render(diff, flags))
	const code = diffExitCode(diff)
	finish(gaps.length > 0 && code === 0 ? 3 : code)
}

function render(diff: ResultsDiff, flags: DiffFlags): string {
	if (flags.json) return `${JSON.stringify(diff, null, '\t')}\n`
	if (flags.markdown) return diffMarkdown(diff)
	return flags.html ? diffHtml(diff) : diffText(diff)
}
