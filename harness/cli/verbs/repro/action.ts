import { resolve } from 'node:path'
import type { Command } from 'commander'
import { guestArchitecture } from '#results/architecture'
import { expectAll, explainWords, renderChanges } from '#harness/explain'
import { askedOf, type Cell, resolveMirrors, selectChecks } from '#harness/matrix'
import { reportFacts } from '#harness/report-facts'
import { lockPathFor } from '#images/pins'
import { type CellRecord, exitCodeOf, knownVersions, type Language, renderReport } from '#results'
import { type Context, reportScreen } from '../../context.ts'
import { stopsRun } from '../../process/interrupts.ts'
import { refuse, strayWords } from '../../usage.ts'
import { checkArtifactFlags } from '../../flags/artifact-sources.ts'
import { readGivenKernel } from '../kernel/read-given.ts'
import { renderBrief } from '../kernel/render.ts'
import type { ReproFlags } from './command.ts'
import { openView, told } from '../../view/open.ts'
import { readChecks } from '../../flags/read-checks.ts'
import { readDriver } from '../../flags/read-driver.ts'
import { closing, exitMeaning } from '../run/closing.ts'
import { readSubject } from './subject.ts'
import { refuseWith, watchAction } from './watch.ts'

/** The narrowest that it can be read in; prose wider than the widest is hard to read. */
const MIN_WIDTH = 50
const MAX_WIDTH = 110

/** Returns the exit code. */
export async function reproAction(
	words: readonly string[],
	flags: ReproFlags,
	command: Command,
	context: Context,
): Promise<number> {
	const { services, interrupts, env, version } = context
	const { signal } = interrupts
	const { lang } = flags
	const problems = [...strayWords(command)]
	checkArtifactFlags(flags, problems)
	readChecks(flags.checks, problems)
	const choice = readDriver(flags, { env, problems }) ?? 'auto'
	if (flags.watch) refuseWith(flags, problems)
	const subject = await readSubject(words, flags, {
		problems,
		signal,
		readKernel: (files) => readGivenKernel(files, context),
	})
	refuse(command, problems)
	if (subject === undefined) return 2
	const screen = flags.json ? context.stderr : context.stdout
	const width = Math.max(MIN_WIDTH, Math.min(screen.columns ?? MAX_WIDTH, MAX_WIDTH))
	const { plan, inspection, assumed } = subject
	if (inspection !== undefined) screen.write(renderBrief(inspection, width, lang))
	if (assumed.length > 0) screen.write(`${explainWords[lang].assumed(assumed)}\n`)
	// Nothing would boot: the same would be said, after everything was fetched.
	if (inspection?.devices.runs === false) return 3
	const artifacts = {
		mirrors: resolveMirrors(flags.mirror ?? [], process.cwd()),
		...(flags.offline ? { offline: true } : {}),
		...(flags.frozen ? { frozen: true } : {}),
		baseDir: process.cwd(),
		lockPath: lockPathFor(resolve('repro')),
	}
	const checks = flags.checks && selectChecks(flags.checks)
	const [cell] = plan.cells
	const driver = await services.chooseDriver(choice, { arch: guestArchitecture(plan.cells), signal })
	if (flags.watch && cell && checks) return watchAction({ cell, checks, artifacts, driver }, context)
	using view = await openView(screen, { runsDir: flags.runsDir }, context)
	interrupts.tell(view.notice)
	interrupts.means(stopsRun)
	const ran = await services.runPlan({
		plan,
		artifacts,
		driver,
		runsDir: flags.runsDir,
		snapshots: flags.snapshots,
		jobs: 1,
		checks,
		signal,
		...told(view),
		env,
		toolVersion: version,
	})
	view[Symbol.dispose]()
	const { results } = ran
	const exitCode = exitCodeOf(results, { strict: false })
	const facts = await reportFacts({ matrix: results.run.matrix, cells: results.cells })
	const reported = { ...ran, facts, language: lang, screen: reportScreen(screen, env) }
	screen.write(await closing(reported, exitMeaning(exitCode, lang), { printed: ['terminal'] }))
	const [record] = results.cells
	if (record !== undefined && cell !== undefined)
		screen.write(wouldHelp(cell, record, { width, language: lang }))
	if (flags.json) context.stdout.write(await renderReport('json', ran))
	return exitCode
}

/** What `explain` says of the stack that ran, where something did not hold. */
function wouldHelp(
	cell: Cell,
	{ axes, daemonSettings, stack: reported, verdict, checks }: CellRecord,
	{ width, language }: { readonly width: number; readonly language: Language },
): string {
	const wrong = [verdict, ...checks.map((check) => check.verdict)]
	if (!wrong.some((one) => one === 'fail' || one === 'known')) return ''
	const stack = { ...reported, ...knownVersions(reported, askedOf(cell.axes)) }
	const lines = renderChanges(expectAll({ axes, daemonSettings, stack }), width, language)
	return lines.length === 0 ? '' : `${lines.join('\n')}\n`
}
