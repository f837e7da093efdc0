import { Command } from 'commander'
import { exitCodeOf, type Results, type RunExitCode, terminalMatrix, timingsText } from '#results'
import { selectChecks } from '#harness/matrix'
import { type Context, isLive, wantsColor } from '../context.ts'
import type { Finish } from '../finish.ts'
import { refuse, strayWords } from '../usage.ts'
import { pastTimings } from '#harness/run'
import { plainView, type RunView, type Screen, terminalView } from '../view/index.ts'
import {
	type ArtifactFlags,
	artifactSources,
	checkArtifactFlags,
	withArtifactFlags,
} from './artifact-flags.ts'
import { readCount } from './read-count.ts'
import { newestRun } from './report/read-run.ts'
import { mayStart } from './plan-consent.ts'
import { type Chosen, choosePlan, type MatrixFlags, withMatrixFlags } from './matrix-choice.ts'

interface RunFlags extends MatrixFlags, ArtifactFlags {
	readonly jobs?: string
	readonly retries?: string
	readonly snapshots: boolean
	readonly snapshotSpace?: string
	readonly runsDir: string
	readonly resume?: string | true
	readonly strict?: true
	readonly json?: true
	readonly yes?: true
	readonly timings?: true
	readonly checks?: readonly string[]
}

export function runVerb(context: Context, finish: Finish): Command {
	return withArtifactFlags(withMatrixFlags(new Command('run')))
		.summary('boot the VMs, run the checks, record the results')
		.description(
			'Boots a VM for each cell of the matrix, installs rootless Docker in it, checks its networking and records ' +
				'what it found in runs/<run>/: results.json, summary.md, events.ndjson, and the evidence of each cell.',
		)
		.option('-j, --jobs <n>', 'VMs at the same time (default: as many as cores and memory carry)')
		.option(
			'--checks <glob...>',
			'only the checks whose id matches, such as "publish.*" (default: what the matrix says, else all)',
		)
		.option('--retries <n>', 'tries more for a cell that ran out of time; each is recorded (default: 1)')
		.option(
			'--no-snapshots',
			'boot every cell (default: keep each VM with its daemon up, and go on from there the next time)',
		)
		.option(
			'--snapshot-space <gib>',
			'how much of the cache kept VMs may take; the longest unused ones go (default: 20)',
		)
		.option('--runs-dir <dir>', 'where runs are recorded', 'runs')
		.option(
			'--resume [run]',
			'go on with a run that was interrupted (default: the newest in --runs-dir): cells that came to an end stay',
		)
		.option('--offline', 'open no connection: what `fetch` or an earlier run brought has to do')
		.option('--strict', 'exit with 1 also when a known issue is fixed, or a cell could not be tried')
		.option('--timings', 'print the ten slowest checks when done, and how long the checks of each cell took')
		.option('-y, --yes', 'do not ask before a run of more than 1000 cells')
		.option('--json', 'print results.json when done; progress goes to standard error')
		.addHelpText(
			'after',
			'\nExamples:\n  $ rootless-matrix run --preset quick\n  $ rootless-matrix run --preset quick --only "*pasta*" --jobs 1\n  $ rootless-matrix run --preset quick --resume',
		)
		.action(async (flags: RunFlags, command: Command) => {
			const problems = [...strayWords(command)]
			const jobs = readCount('--jobs', flags.jobs, { from: 1, problems })
			const retries = readCount('--retries', flags.retries, { from: 0, problems })
			const snapshotSpace = readCount('--snapshot-space', flags.snapshotSpace, { from: 1, problems })
			checkArtifactFlags(flags, problems)
			const checks = readChecks(flags.checks, problems)
			const chosen = await choosePlan(flags, problems, context.interrupts.signal)
			refuse(command, problems)
			if (chosen && !(await mayStart(chosen.plan, flags, context))) return finish(2)
			if (!chosen) return
			const globs = checks ?? chosen.matrix.checks
			const limits = { jobs, retries, snapshotSpace, checks: globs && selectChecks(globs) }
			finish(await run(chosen, limits, flags, context))
		})
}

interface Limits {
	readonly jobs: number | undefined
	readonly retries: number | undefined
	/** GiB. */
	readonly snapshotSpace: number | undefined
	readonly checks: readonly string[] | undefined
}

/** What `--checks` says; what matches nothing is added to `problems`. */
function readChecks(globs: readonly string[] | undefined, problems: string[]): readonly string[] | undefined {
	for (const glob of globs ?? [])
		if (selectChecks([glob]).length === 0)
			problems.push(`--checks ${glob} matches no check; \`rootless-matrix checks\` lists them`)
	return globs
}

async function run(
	chosen: Chosen,
	{ jobs, retries, checks, snapshotSpace }: Limits,
	flags: RunFlags,
	context: Context,
): Promise<number> {
	const { services, interrupts, env, version } = context
	const screen = flags.json ? context.stderr : context.stdout
	using view = await openView(screen, flags.runsDir, context)
	interrupts.tell(view.notice)
	const { dir, results } = await services.runPlan({
		plan: chosen.plan,
		artifacts: artifactSources(chosen, flags),
		runsDir: flags.runsDir,
		snapshots: flags.snapshots,
		snapshotSpace,
		...(flags.resume === undefined ? {} : { resume: await resumedRun(flags.resume, flags.runsDir) }),
		...(jobs === undefined ? {} : { jobs }),
		...(retries === undefined ? {} : { retries }),
		...(checks === undefined ? {} : { checks }),
		signal: interrupts.signal,
		onEvent: view.onEvent,
		onResumed: view.onResumed,
		onNote: (message) => view.notice(`· ${message}`),
		env,
		toolVersion: version,
	})
	view[Symbol.dispose]()
	const exitCode = exitCodeOf(results, { strict: flags.strict ?? false })
	screen.write(closing(results, dir, exitCode, screen, context))
	if (flags.timings) screen.write(`\n${timingsText(results)}`)
	if (flags.json) context.stdout.write(`${JSON.stringify(results, null, '\t')}\n`)
	return exitCode
}

const resumedRun = (flag: string | true, runsDir: string): Promise<string> | string =>
	flag === true ? newestRun(runsDir) : flag

async function openView(screen: Screen, runsDir: string, { env, now }: Context): Promise<RunView> {
	const options = { color: wantsColor(screen, env), expected: await pastTimings(runsDir), now }
	return isLive(screen, env) ? terminalView(screen, options) : plainView(screen, options)
}

function closing(
	results: Results,
	dir: string,
	exitCode: RunExitCode,
	screen: Screen,
	{ env }: Context,
): string {
	const matrix = terminalMatrix(results, { color: wantsColor(screen, env), width: screen.columns ?? 110 })
	return [
		'',
		matrix.trimEnd(),
		'',
		`Report:    ${dir}/report/index.html`,
		`Summary:   ${dir}/summary.md`,
		`Results:   ${dir}/results.json`,
		`Evidence:  ${dir}/cells/`,
		'',
		exitMeaning[exitCode],
		'',
	].join('\n')
}

const exitMeaning: Record<RunExitCode, string> = {
	0: 'Exit code 0: no check failed, except as a known issue says.',
	1: 'Exit code 1: something failed, or (with --strict) a known issue is fixed or a cell could not be tried; see the matrix.',
	3: 'Exit code 3: the results are incomplete; see the cells marked ERROR, or nothing could be tested.',
	130: 'Interrupted: cells that had ended are recorded; the same command with --resume goes on with the others.',
}
