import { availableParallelism } from 'node:os'
import { relative, resolve } from 'node:path'
import { guestArchitecture } from '#results/architecture'
import { eventsVersion, type Results, type RunEvent, type RunState, withoutPlaces } from '#results'
import { defaultDriver, type HostProbe, lackingWords, type VmDriver } from '#vm'
import { keptNote, keptVms } from '#vm/kept'
import { askedByDefault, catalogue } from '#suites'
import { type Cell, type Plan, recorded } from '#harness/matrix'
import { acceleratorFor, acceleratorNotes } from './start/accelerator.ts'
import { pastTimings } from '#harness/past-timings'
import { placesOf } from './cell/places.ts'
import { recordRun, rescueResults } from './record-run.ts'
import { defaultJobs, vmCpus } from './host/resources.ts'
import { assertSameInputs } from './resume/differences.ts'
import { newRun, resumeRun } from './resume/resume.ts'
import { openSource, type SourceOptions } from './artifacts/open-source.ts'
import { runCells } from './run-cells.ts'
import { isComparedOn } from './snapshots/compare.ts'
import { type SnapshotOptions, snapshotPlace } from './snapshots/place.ts'
import { ownSources } from '#harness/sources'
import { SpareSuites, type SuitesSource } from './host/spare-suites.ts'

export interface RunOptions extends SnapshotOptions, SourceOptions {
	readonly plan: Plan
	readonly runsDir: string
	/** The directory of a run of the same plan that was interrupted, to resume it. */
	readonly resume?: string | undefined
	/** VMs at once; default: as many as cores and memory carry. */
	readonly jobs?: number | undefined
	/** One cell in so many, others on each day, is booted as well and compared with its snapshot; default: none. */
	readonly compareSnapshots?: number | undefined
	/** How often a cell that ran out of time is tried again; default: once. */
	readonly retries?: number | undefined
	/** The ids of the checks to ask in every cell; default: all but those on demand. */
	readonly checks?: readonly string[] | undefined
	/** Milliseconds that daemon.soak asks, where it is among the checks; default: the check's own. */
	readonly soakMs?: number | undefined
	/** Every event, as it is recorded: what a live view is folded from. */
	readonly onEvent?: ((event: RunEvent) => void) | undefined
	/** The events that a resumed run has recorded before, at once. */
	readonly onResumed?: ((before: readonly RunEvent[]) => void) | undefined
	/** What happens before the run's first event, such as a download that everything needs. */
	readonly onNote?: ((message: string) => void) | undefined
	readonly toolVersion: string
	/** What runs the VMs; default: the one that the harness starts itself. */
	readonly driver?: VmDriver | undefined
	/** What asks the checks; default: the product's suites. */
	readonly suites?: SuitesSource | undefined
}

export interface FinishedRun {
	readonly dir: string
	readonly results: Results
}

/**
 * Runs every cell of a plan and records it. What goes wrong in a cell is that cell's verdict; only what keeps
 * the run from being recorded at all is thrown. When the signal aborts, the run ends as `interrupted`.
 */
export async function runPlan(options: RunOptions): Promise<FinishedRun> {
	const { plan, signal, resume, checks, toolVersion, driver = defaultDriver } = options
	const startedAt = new Date()
	const runsDir = resolve(options.runsDir)
	const log = new RunLog(options.onNote)
	await using resumed =
		resume === undefined ? undefined : await resumeRun({ dir: resolve(resume), plan, checks, signal })
	const arch = guestArchitecture(plan.cells)
	const artifacts = await openSource({ ...options, arch }, log.write)
	for (const vm of await keptVms()) log.write(keptNote(vm))
	const kernels = new Set(plan.cells.map((cell) => cell.axes.kernel))
	// Before the run's directory exists: a host that cannot run anything leaves no half a run behind.
	const accelerator = await acceleratorFor(artifacts, kernels, { arch, driver, signal, log: log.write })
	const tool = { version: toolVersion, sources: await ownSources() }
	const host = hostOf(driver, accelerator)
	if (resumed) await assertSameInputs(resumed, { tool, host, artifacts, cells: plan.cells })
	await using created = resumed ? undefined : await newRun(runsDir, plan, signal)
	const store = resumed?.store ?? created?.store
	if (!store) throw new TypeError('A run is either resumed or new.')
	if (resumed) options.onResumed?.([...store.events])
	const { onEvent } = options
	// What the reader was told before there was an event log is recorded, but not said again.
	if (onEvent) store.onEvent((event) => void (log.repeats || onEvent(event)))
	const { runId } = store
	const { name: matrix, matrixHash, cells, shard } = plan
	store.emit({
		type: 'run.started',
		eventsVersion,
		runId,
		matrix,
		matrixHash,
		tool,
		host,
		shard,
		cells: cells.map(recorded),
		...mixedBefore(resumed?.state),
	})
	const places = placesOf({ runDir: store.dir, cacheRoot: artifacts.cache.root })
	log.recordIn((message) => void store.emit({ type: 'note', message: withoutPlaces(message, places) }))
	if (resumed)
		log.write(
			`Resumed: ${resumed.done.size} of ${cells.length} cells had come to an end, and stay as they are.`,
		)
	if (accelerator) acceleratorNotes(accelerator).forEach(log.write)
	lackingWords(driver.capabilities).forEach((words) => log.write(`The VM driver ${driver.name} has ${words}`))
	if (checks) log.write(checksNote(checks))

	const name = accelerator?.accelerator ?? 'tcg'
	const left = cells.length - (resumed?.done.size ?? 0) - plan.unavailable.length
	const jobs = Math.min(options.jobs ?? defaultJobs(name), Math.max(1, left))
	const cpusEach = vmCpus(name, jobs)
	await using suites = new SpareSuites({
		checks,
		cpus: cpusEach,
		max: jobs,
		open: options.suites?.open,
	})
	using _rescue = rescueResults(store, signal)
	await runCells({
		plan,
		context: {
			store,
			artifacts,
			host: accelerator,
			driver,
			cpus: cpusEach,
			signal,
			suites,
			prepareSuites: options.suites?.prepare,
			checks,
			soakMs: options.soakMs,
			asked: checks ?? (options.suites ? undefined : askedByDefault),
			snapshots: driver.snapshots && snapshotPlace(options, artifacts.cache, startedAt),
		},
		jobs,
		retries: options.retries ?? 1,
		timings: await pastTimings(runsDir),
		resumed,
		compare: comparedCells(options.compareSnapshots, startedAt),
	})
	store.emit({ type: 'run.ended', state: signal.aborted ? 'interrupted' : 'completed' })
	const results = await recordRun(store)
	return { dir: relative(process.cwd(), store.dir) || store.dir, results }
}

/** Cells of a run that was merged with --allow-mixed stay mixed. */
const mixedBefore = (state: RunState | undefined): { mixed?: string[] } =>
	state?.started.mixed === undefined ? {} : { mixed: state.started.mixed }

/** In a line: which they are stands in every cell's record. */
const checksNote = (checks: readonly string[]): string =>
	checks.length <= 5
		? `Only these checks are asked: ${checks.join(', ')}`
		: `${checks.length} of ${catalogue.length} checks are asked.`

/** Messages of a run: to the reader until there is an event log, and from then on into it. */
class RunLog {
	readonly #early: string[] = []
	#replaying = false
	#record: ((message: string) => void) | undefined
	readonly #onNote: ((message: string) => void) | undefined

	constructor(onNote: ((message: string) => void) | undefined) {
		this.#onNote = onNote
	}

	readonly write = (message: string): void => {
		if (this.#record) return this.#record(message)
		this.#early.push(message)
		this.#onNote?.(message)
	}

	recordIn(record: (message: string) => void): void {
		this.#record = record
		this.#replaying = true
		this.#early.splice(0).forEach(record)
		this.#replaying = false
	}

	/** Whether what is being recorded has been said already. */
	get repeats(): boolean {
		return this.#replaying && this.#onNote !== undefined
	}
}

const hostOf = (driver: VmDriver, probe: HostProbe | undefined) => ({
	accelerator: probe?.accelerator ?? 'unknown',
	driver: driver.name,
	driverVersion: probe?.driverVersion ?? 'unknown',
	cpus: availableParallelism(),
	...lacking(driver),
})

function lacking({ capabilities }: VmDriver): { lacks?: string[] } {
	const lacks = lackingWords(capabilities)
	return lacks.length === 0 ? {} : { lacks }
}

const comparedCells = (every: number | undefined, day: Date) =>
	every === undefined ? undefined : ({ id }: Cell) => isComparedOn(day, id, every)
