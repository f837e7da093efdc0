import type { Command } from 'commander'
import { guestArchitecture } from '#results/architecture'
import { selectChecks } from '#harness/matrix'
import { reportFacts } from '#harness/report-facts'
import { exitCodeOf, renderReport, timingsText } from '#results'
import { askedByDefault } from '#suites'
import type { VmDriver } from '#vm'
import { reportScreen, type Context } from '../../context.ts'
import type { Finish } from '../../finish.ts'
import { refuse, strayWords } from '../../usage.ts'
import { artifactSources, checkArtifactFlags } from '../../flags/artifact-sources.ts'
import { checkCacheStores, pullOrigin } from '../../flags/cache-stores.ts'
import { readDriver } from '../../flags/read-driver.ts'
import { stopsRun } from '../../process/interrupts.ts'
import { typedName } from '../../process/typed-name.ts'
import { selectPlan, type Selection } from '../../flags/matrix-selection.ts'
import { readChecks } from '../../flags/read-checks.ts'
import { readCount } from '../../flags/read-count.ts'
import { readDuration } from '../../flags/read-duration.ts'
import { foldRun, newestRun } from '../report/read-run.ts'
import type { RunFlags } from './command.ts'
import { type LastFailed, lastFailed } from './last-failed.ts'
import { limitFailures } from './max-failures.ts'
import { estimateRun, tookLine } from './took.ts'
import { closing, exitMeaning, quietClosing } from './closing.ts'
import { nextCommands } from './next.ts'
import { type Ended, repeat } from './repeat.ts'
import { checkReports, readReporters, type Reporters, writeReports } from './reporters.ts'
import { mayStart } from './plan-consent.ts'
import { openView, told } from '../../view/open.ts'

/** More than a night of a large farm answers. */
const MAX_ANSWERS = 100_000_000

export async function runAction(
	flags: RunFlags,
	command: Command,
	context: Context,
	finish: Finish,
): Promise<void> {
	const problems = [...strayWords(command)]
	const jobs = readCount('--jobs', flags.jobs, { from: 1, problems })
	const retries = readCount('--retries', flags.retries, { from: 0, problems })
	const maxFailures = readCount('--max-failures', flags.maxFailures, { from: 1, problems })
	const times = readCount('--repeat-each', flags.repeatEach, { from: 1, problems })
	const untilAnswers = readCount('--repeat-until', flags.repeatUntil, { from: 1, to: MAX_ANSWERS, problems })
	const snapshotSpace = readCount('--snapshot-space', flags.snapshotSpace, { from: 1, problems })
	const snapshotAge = readCount('--snapshot-age', flags.snapshotAge, { from: 1, problems })
	const soakMs = readDuration('--soak', flags.soak, { from: 60_000, to: 7 * 24 * 3_600_000, problems })
	if (flags.lastFailed !== undefined && flags.resume !== undefined)
		problems.push('--last-failed and --resume exclude each other')
	if ((times ?? 1) > 1 && flags.resume !== undefined)
		problems.push('--repeat-each and --resume exclude each other')
	if (untilAnswers !== undefined && (times !== undefined || flags.resume !== undefined))
		problems.push('--repeat-until goes neither with --repeat-each nor with --resume')
	if (flags.fresh && !flags.snapshots) problems.push('--fresh and --no-snapshots exclude each other')
	checkArtifactFlags(flags, problems)
	checkCacheStores(flags, problems)
	const driver = readDriver(flags, { env: context.env, problems })
	const reporters = readReporters(flags.reporter, problems, flags)
	await checkReports(reporters.written, problems)
	const checks = readChecks(flags.checks, problems)
	const selection = await selectPlan(flags, problems, {
		signal: context.interrupts.signal,
		env: context.env,
	})
	refuse(command, problems)
	if (!selection) return
	const again = await failedBefore(selection, flags, context)
	const plan = again?.plan ?? selection.plan
	if (!(await mayStart(plan, flags, context))) return finish(2)
	const vmDriver = await context.services.chooseDriver(driver ?? selection.matrix.driver ?? 'auto', {
		arch: guestArchitecture(plan.cells),
		signal: context.interrupts.signal,
	})
	const globs = checks ?? again?.checks ?? selection.matrix.checks
	const limits: Limits = {
		jobs,
		retries,
		maxFailures,
		snapshotSpace,
		snapshotAge: flags.fresh ? 0 : snapshotAge,
		checks: selectedChecks(globs, soakMs),
		soakMs,
		driver: vmDriver,
	}
	finish(
		await repeat(
			{ times, untilAnswers },
			() => run({ ...selection, plan }, limits, { ...flags, reporters }, context),
			context,
		),
	)
}

interface Limits {
	readonly jobs: number | undefined
	readonly retries: number | undefined
	readonly maxFailures: number | undefined
	/** GiB. */
	readonly snapshotSpace: number | undefined
	/** Days. */
	readonly snapshotAge: number | undefined
	readonly checks: readonly string[] | undefined
	readonly soakMs: number | undefined
	readonly driver: VmDriver
}

/** The soak goes with whatever else is asked; undefined is all but those on demand. */
function selectedChecks(
	globs: readonly string[] | undefined,
	soakMs: number | undefined,
): readonly string[] | undefined {
	if (soakMs === undefined) return globs && selectChecks(globs)
	return selectChecks([...(globs ?? askedByDefault), 'daemon.soak'])
}

async function failedBefore(
	{ plan, planned }: Selection,
	{ lastFailed: from, runsDir, only }: RunFlags,
	{ stderr, interrupts: { signal } }: Context,
): Promise<LastFailed | undefined> {
	if (from === undefined) return undefined
	const { results, gaps } = await foldRun(await namedRun(from, runsDir), { verb: 'run', signal })
	for (const gap of gaps) stderr.write(`The record is damaged: ${gap}; what failed there is not run again.\n`)
	return lastFailed(plan, results, { planned, only })
}

async function run(
	selection: Selection,
	{ maxFailures, ...limits }: Limits,
	flags: RunFlags & { readonly reporters: Reporters },
	context: Context,
): Promise<Ended> {
	const { services, interrupts, env, version } = context
	const screen = flags.json ? context.stderr : context.stdout
	const { reporters } = flags
	using view = await openView(screen, { runsDir: flags.runsDir, progress: reporters.progress }, context)
	interrupts.tell(view.notice)
	interrupts.means(stopsRun)
	const said = told(view)
	const failures = limitFailures(maxFailures)
	const estimate = await estimateRun(selection.plan, flags, limits.jobs)
	const began = context.now()
	const ran = await services.runPlan({
		plan: selection.plan,
		artifacts: {
			...artifactSources(selection, flags),
			origin: await pullOrigin(flags, context, said.onNote),
		},
		runsDir: flags.runsDir,
		snapshots: flags.snapshots,
		...limits,
		compareSnapshots: selection.matrix.compareSnapshots,
		resume: flags.resume === undefined ? undefined : await namedRun(flags.resume, flags.runsDir),
		signal: AbortSignal.any([interrupts.signal, failures.signal]),
		...said,
		onEvent: (event) => {
			view.onEvent(event)
			failures.onEvent(event)
		},
		env,
		toolVersion: version,
	})
	view[Symbol.dispose]()
	const { results } = ran
	const took = tookLine(context.now() - began, estimate, flags.resume !== undefined)
	const next = nextCommands(ran, { ...flags, program: typedName(context) })
	const stopped = interrupts.signal.aborted ? undefined : failures.reached()
	const exitCode =
		stopped === undefined ? exitCodeOf(results, { strict: flags.strict ?? false }) : stopped.exitCode
	const ended =
		stopped === undefined
			? exitMeaning(exitCode)
			: `${stopped.words} Exit code ${exitCode}; the same command with --resume runs the others.`
	const facts = await reportFacts({ matrix: results.run.matrix, cells: results.cells })
	const reported = { ...ran, facts, screen: reportScreen(screen, env) }
	screen.write(
		flags.quiet
			? quietClosing(results, ended)
			: await closing(reported, ended, { printed: reporters.printed, next, took }),
	)
	// A run that was stopped writes its reports all the same.
	const reading = interrupts.signal.aborted ? undefined : interrupts.signal
	await writeReports(reporters.written, reported, reading)
	if (flags.timings) screen.write(`\n${timingsText(results)}`)
	if (flags.json) context.stdout.write(await renderReport('json', ran))
	return { exitCode, results }
}

const namedRun = (flag: string | true, runsDir: string): Promise<string> | string =>
	flag === true ? newestRun(runsDir, 'run') : flag
