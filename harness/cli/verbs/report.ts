import { Command } from 'commander'
import { existsSync } from 'node:fs'
import { readlink } from 'node:fs/promises'
import { join } from 'node:path'
import {
	ConfigurationError,
	exitCodeOf,
	foldEvents,
	readEvents,
	type Results,
	RunStore,
	summaryMarkdown,
	terminalMatrix,
} from '#results'
import { type Context, wantsColor } from '../context.ts'
import type { Finish } from '../finish.ts'
import { helpHint, refuse, strayWords } from '../usage.ts'

interface ReportFlags {
	readonly runsDir: string
	readonly json?: true
	readonly markdown?: true
	readonly write?: true
	readonly exitCode?: true
	readonly strict?: true
}

export function reportVerb(context: Context, finish: Finish): Command {
	return new Command('report')
		.summary('show the results of a run again, from its event log')
		.description(
			'Folds the event log of a run into its results once more and prints them: also those of a run that was ' +
				'interrupted or killed, and with the known issues as this version knows them.',
		)
		.argument('[run-dir]', 'the directory of a run (default: the newest one)')
		.option('--runs-dir <dir>', 'where runs are recorded', 'runs')
		.option('--markdown', 'print the summary as Markdown')
		.option('--json', 'print the results as JSON')
		.option('--write', "write the run's results.json and summary.md anew")
		.option('--exit-code', 'exit as the run did: 1 for a fail, 3 for an error')
		.option(
			'--strict',
			'with --exit-code: exit with 1 also for a known issue that is fixed, or a cell that could not be tried',
		)
		.addHelpText(
			'after',
			'\nExamples:\n  $ rootless-matrix report\n  $ rootless-matrix report runs/20261123T011500Z-quick --markdown > release-note.md',
		)
		.action(async (runDir: string | undefined, flags: ReportFlags, command: Command) => {
			const problems = [...strayWords(command)]
			if (flags.json && flags.markdown) problems.push('--json and --markdown exclude each other')
			refuse(command, problems)
			const dir = runDir ?? (await newestRun(flags.runsDir))
			const results = await foldRun(dir, context)
			context.stdout.write(render(results, flags, context))
			if (flags.write) await writeAnew(dir, results, context)
			if (flags.exitCode) finish(exitCodeOf(results, { strict: flags.strict ?? false }))
		})
}

async function newestRun(runsDir: string): Promise<string> {
	try {
		return join(runsDir, await readlink(join(runsDir, 'latest')))
	} catch {
		throw new ConfigurationError(`there is no run in ${runsDir}/ yet`, {
			hint: 'Start one with `rootless-matrix run --preset quick`, or see `rootless-matrix report --help`.',
		})
	}
}

async function foldRun(dir: string, { stderr, interrupts }: Context): Promise<Results> {
	const log = join(dir, 'events.ndjson')
	if (!existsSync(log))
		throw new ConfigurationError(`${dir} is not the directory of a run: it has no events.ndjson`, {
			hint: helpHint('report'),
		})
	const { events, truncated } = await readEvents(log, { signal: interrupts.signal })
	if (truncated)
		stderr.write(
			`Line ${truncated.line} of the event log is unfinished, as a killed run leaves it; it is left out.\n`,
		)
	return foldEvents(events)
}

function render(results: Results, flags: ReportFlags, { stdout, env }: Context): string {
	if (flags.json) return `${JSON.stringify(results, null, '\t')}\n`
	if (flags.markdown) return summaryMarkdown(results)
	const matrix = terminalMatrix(results, { color: wantsColor(stdout, env), width: stdout.columns ?? 110 })
	return `${matrix.trimEnd()}\n`
}

async function writeAnew(dir: string, results: Results, { stderr }: Context): Promise<void> {
	await using store = new RunStore(dir, () => new Date())
	await store.writeResults(results)
	await store.writeSummary(summaryMarkdown(results))
	stderr.write(`Written: ${join(dir, 'results.json')} and ${join(dir, 'summary.md')}\n`)
}
