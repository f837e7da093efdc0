import { setMaxListeners } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { cpus } from 'node:os'
import { relative, resolve } from 'node:path'
import { Cache, cacheDirectory } from '#images'
import { foldEvents, type Results, type RunEvent, summaryMarkdown, writeReports } from '#results'
import { catalogue } from '#suites'
import { listPresets, type Plan } from '#harness/matrix'
import { acceleratorFor, acceleratorNotes } from './accelerator.ts'
import { type CellContext, runCell } from './cell.ts'
import { prepareAhead } from './live-cell.ts'
import { defaultJobs, vmCpus } from './resources.ts'
import { type ArtifactSources, RunArtifacts } from './run-artifacts.ts'
import { pastTimings } from '#harness/past-timings'
import { newRun, resumeRun } from './resume.ts'
import { longestFirst, schedule } from './schedule.ts'
import type { SnapshotPlace } from './starting-cell.ts'
import { SpareSuites } from './spare-suites.ts'

export interface RunOptions {
	readonly plan: Plan
	readonly runsDir: string
	/** The directory of a run of the same plan that was interrupted, to go on with it. */
	readonly resume?: string | undefined
	/** VMs at once; default: as many as cores and memory carry. */
	readonly jobs?: number
	/** Whether cells go on from VMs that were kept, and keep theirs, or each boots. */
	readonly snapshots: boolean
	/** Where they are kept; default: the cache. */
	readonly snapshotsIn?: string
	/** GiB of the disk that all of them together may take; default: 20. */
	readonly snapshotSpace?: number | undefined
	/** How often a cell that ran out of time is tried again; default: once. */
	readonly retries?: number
	/** The ids of the checks to ask in every cell; default: all. */
	readonly checks?: readonly string[]
	readonly signal: AbortSignal
	/** Every event, as it is recorded: what a live view is folded from. */
	readonly onEvent?: (event: RunEvent) => void
	/** The events that a resumed run has recorded before, at once. */
	readonly onResumed?: (before: readonly RunEvent[]) => void
	/** What happens before the run's first event, such as a download that everything needs. */
	readonly onNote?: (message: string) => void
	readonly env?: NodeJS.ProcessEnv
	/** Where artifacts may come from, and which are accepted. */
	readonly artifacts?: ArtifactSources
	readonly toolVersion: string
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
	const { plan, signal } = options
	// Every running tool and VM listens to it; Node would take more than ten for a leak.
	setMaxListeners(100, signal)
	const env = options.env ?? process.env
	const runsDir = resolve(options.runsDir)
	const notes: string[] = []
	let log = (message: string) => {
		notes.push(message)
		options.onNote?.(message)
	}
	const { resume, checks } = options
	await using resumed =
		resume === undefined
			? undefined
			: await resumeRun({ dir: resolve(resume), plan, checks, toolVersion: options.toolVersion, signal })
	const cacheRoot = cacheDirectory(env)
	const artifacts = await RunArtifacts.open({
		...options.artifacts,
		...{ cacheRoot, signal, env },
		log: (message) => log(message),
	})
	await mkdir(artifacts.cache.scratch, { recursive: true })
	const kernels = new Set(plan.cells.map((cell) => cell.axes.kernel))
	// Before the run's directory exists: a host that cannot run anything leaves no half a run behind.
	const accelerator = await acceleratorFor(artifacts, kernels, { signal, log: (message) => log(message) })
	await using created = resumed ? undefined : await newRun(runsDir, plan, signal)
	const { store } = (resumed ?? created)!
	if (resumed) options.onResumed?.([...store.events])
	if (options.onEvent) store.onEvent(options.onEvent)
	store.emit({
		type: 'run.started',
		runId: store.runId,
		matrix: plan.name,
		matrixHash: plan.matrixHash,
		tool: { version: options.toolVersion },
		host: {
			accelerator: accelerator?.accelerator ?? 'unknown',
			qemu: accelerator ? String(accelerator.qemuVersion) : 'unknown',
			cpus: cpus().length,
		},
		cells: [...plan.cells],
	})
	log = (message) => void store.emit({ type: 'note', message })
	if (resumed)
		log(
			`Resumed: ${resumed.done.size} of ${plan.cells.length} cells had come to an end, and stay as they are.`,
		)
	notes.forEach(log)
	if (accelerator) acceleratorNotes(accelerator).forEach(log)

	const name = accelerator?.accelerator ?? 'tcg'
	const unavailable = new Map(plan.unavailable.map(({ id, reason }) => [id, reason]))
	const cells = plan.cells.filter(({ id }) => !resumed?.done.has(id))
	const obtainable = cells.filter(({ id }) => !unavailable.has(id)).length
	const jobs = Math.min(options.jobs ?? defaultJobs(name), obtainable || 1)
	await using suites = new SpareSuites({ checks, cpus: vmCpus(name, jobs), most: jobs })
	const context: CellContext = {
		store,
		artifacts,
		host: accelerator,
		cpus: vmCpus(name, jobs),
		signal,
		suites,
		checks,
		snapshots: snapshotPlace(options, artifacts.cache),
	}
	// Until the first cells have a VM, these have the time to start.
	if (obtainable > 0) for (let job = 0; job < jobs; job++) suites.prepare()
	if (checks) log(`Only these checks are asked: ${checks.join(', ')}`)
	const order = jobs === 1 ? cells : longestFirst(cells, await pastTimings(runsDir))
	await schedule(order, jobs, signal, (cell, upcoming) => {
		const onIdle = async () => {
			const next = upcoming().filter(({ id }) => !unavailable.has(id))
			if (next.length > 0) suites.prepare()
			for (const one of next) if (await prepareAhead(one, context)) return
		}
		return runCell(
			cell,
			{ ...context, onIdle: () => void onIdle() },
			{
				unavailable: unavailable.get(cell.id),
				retries: options.retries ?? 1,
				before: resumed?.attempts.get(cell.id),
			},
		)
	})
	store.emit({ type: 'run.ended', state: signal.aborted ? 'interrupted' : 'completed' })
	const results = foldEvents(store.events)
	await store.writeResults(results)
	await store.writeSummary(summaryMarkdown(results))
	const contracts = new Map(catalogue.map(({ id, contract }) => [id, contract]))
	await writeReports(store.dir, results, { contracts, presets: await listPresets() })
	return { dir: relative(process.cwd(), store.dir) || store.dir, results }
}

function snapshotPlace(options: RunOptions, cache: Cache): SnapshotPlace | undefined {
	const { snapshots, snapshotsIn, snapshotSpace = 20 } = options
	if (!snapshots) return undefined
	const kept = snapshotsIn === undefined ? cache : new Cache(snapshotsIn)
	return { cache: kept, mostBytes: snapshotSpace * 2 ** 30 }
}
