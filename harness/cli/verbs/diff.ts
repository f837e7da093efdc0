import { Command } from 'commander'
import { diffExitCode, diffHtml, diffMarkdown, diffResults, diffText, type ResultsDiff } from '#results'
import type { Context } from '../context.ts'
import type { Finish } from '../finish.ts'
import { refuse, strayWords } from '../usage.ts'
import { foldRun } from './report/read-run.ts'

interface DiffFlags {
	readonly json?: true
	readonly markdown?: true
	readonly html?: true
}

export function diffVerb(context: Context, finish: Finish): Command {
	return new Command('diff')
		.summary('show what changed between two runs, worst first')
		.description(
			'Compares two runs: which checks changed their verdict, which cells appeared and vanished, and what differs ' +
				'in their stacks. Cells that differ in one axis or two, such as the version of passt, are compared with ' +
				'each other. Exits with 1 when something got worse, with 3 when something is no longer known.',
		)
		.argument('<run-a>', 'the directory of the run before')
		.argument('<run-b>', 'the directory of the run after')
		.option('--markdown', 'print Markdown')
		.option('--html', 'print a page')
		.option('--json', 'print JSON')
		.addHelpText(
			'after',
			'\nExample:\n  $ rootless-matrix diff runs/20261122T011500Z-nightly runs/20261123T011500Z-nightly',
		)
		.action(async (before: string, after: string, flags: DiffFlags, command: Command) => {
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
		})
}

function render(diff: ResultsDiff, flags: DiffFlags): string {
	if (flags.json) return `${JSON.stringify(diff, null, '\t')}\n`
	if (flags.markdown) return diffMarkdown(diff)
	return flags.html ? diffHtml(diff) : diffText(diff)
}
