import { resolve } from 'node:path'
import { guestArchitecture } from '#results/architecture'
import { type Plan, resolveMirrors, selectChecks } from '#harness/matrix'
import { ConfigurationError, type Results, type RunEvent } from '#results'
import type { DriverChoice } from '#vm'
import { notExpected } from './not-expected.ts'

export interface RunPlanOptions {
	/** Where the run's directory is made; default: `runs`. */
	readonly runsDir?: string | undefined
	/** Aborted, the run ends as interrupted: VMs are shut down, and what has ended is recorded. */
	readonly signal?: AbortSignal | undefined
	/** Every event, as it is recorded. */
	readonly onEvent?: ((event: RunEvent) => void) | undefined
	/** What happens before the run's first event, such as a download that everything needs. */
	readonly onNote?: ((message: string) => void) | undefined
	/** The directory of an interrupted run of the same plan, to resume it. */
	readonly resume?: string | undefined
	/** VMs at the same time; default: as many as cores and memory carry. */
	readonly jobs?: number | undefined
	/** How often a cell that ran out of time is tried again; default: once. */
	readonly retries?: number | undefined
	/** Patterns of the checks to ask; default: all but those on demand. */
	readonly checks?: readonly string[] | undefined
	/** Whether cells are restored from snapshots; default: yes. */
	readonly snapshots?: boolean | undefined
	/** Open no connection. */
	readonly offline?: boolean | undefined
	/** Accept nothing that the lock file does not have. */
	readonly frozen?: boolean | undefined
	/** Default: `rootless-matrix.lock.yaml` in `baseDir`. */
	readonly lockPath?: string | undefined
	/** What relative paths in the matrix are meant from; default: the current directory. */
	readonly baseDir?: string | undefined
	/** Addresses and directories that are asked before the public addresses. */
	readonly mirrors?: readonly string[] | undefined
	/** What runs the VMs; default: the first that this host has the programs of. */
	readonly driver?: DriverChoice | undefined
	/** The variables that the harness reads; default: the process's. */
	readonly env?: NodeJS.ProcessEnv | undefined
}

export interface FinishedRun {
	readonly dir: string
	readonly results: Results
}

/**
 * Boots a VM for every cell of a plan, asks its checks and records it all. What goes wrong in a cell is that cell's verdict.
 * @throws ConfigurationError for what is no plan, for a pattern that matches no check, and for a cache or a temporary directory that tools could not be told, or that another user may write to.
 * @throws HarnessError for what keeps the run from being recorded at all.
 */
export async function run(plan: Plan, options: RunPlanOptions = {}): Promise<FinishedRun> {
	if (!Array.isArray((plan as Partial<Plan> | null | undefined)?.cells))
		throw notExpected('run', 'a plan, as planMatrix gives it', plan)
	const { signal = new AbortController().signal, baseDir = process.cwd(), mirrors = [] } = options
	const { offline = false, frozen = false, snapshots = true, driver = 'auto' } = options
	// All that boots a VM is loaded now: whoever plans and explains needs none of it.
	const [{ runPlan }, { chooseDriver }, { lockPathFor }, { ownManifest }, { absolutePlaces }] =
		await Promise.all([
			import('#harness/run'),
			import('#vm'),
			import('#images/pins'),
			import('../cli/manifest.ts'),
			import('../cli/places.ts'),
		])
	// The temporary directory is always the process's own.
	const given = { ...(options.env ?? process.env), TMPDIR: process.env['TMPDIR'] }
	const env = { ...given, ...absolutePlaces(given, process.cwd()) }
	return runPlan({
		plan,
		runsDir: options.runsDir ?? 'runs',
		resume: options.resume,
		jobs: options.jobs,
		retries: options.retries,
		checks: options.checks && checksOf(options.checks),
		snapshots,
		signal,
		onEvent: options.onEvent,
		onNote: options.onNote,
		env,
		driver: await chooseDriver(driver, { arch: guestArchitecture(plan.cells), signal }),
		toolVersion: ownManifest().version,
		artifacts: {
			mirrors: resolveMirrors(mirrors, baseDir),
			offline,
			frozen,
			baseDir,
			lockPath: options.lockPath ?? lockPathFor(resolve(baseDir, 'matrix')),
		},
	})
}

/** A misspelled one would leave its check out in silence. */
function checksOf(globs: readonly string[]): readonly string[] {
	const idle = globs.filter((glob) => selectChecks([glob]).length === 0)
	if (idle.length > 0)
		throw new ConfigurationError(`${idle.join(' ')} matches no check`, {
			hint: '`npx rootless-matrix checks` lists them.',
		})
	return selectChecks(globs)
}
