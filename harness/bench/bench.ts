import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { guestArchitecture } from '#results/architecture'
import { HarnessError, InternalError, type Results } from '#results'
import { cacheDirectory } from '#images'
import { acceleratorFor, RunArtifacts, type RunOptions, runPlan, type ArtifactSources } from '#harness/run'
import { readEvents } from '#results'
import type { Plan } from '#harness/matrix'
import { type RunTimes, runTimes } from './fold.ts'
import { type BenchRecord, benchRecord, type Measured, type Way } from './record.ts'
import { measureStarts } from './starts.ts'

export interface BenchOptions {
	readonly plan: Plan
	/** How often each way is run; the ratios are of one round. */
	readonly rounds: number
	/** How often a guest is booted and restored by itself. */
	readonly starts: number
	/** VMs at once, but for the naive way. */
	readonly jobs: number | undefined
	readonly checks: readonly string[] | undefined
	readonly artifacts: ArtifactSources
	readonly signal: AbortSignal
	readonly env: NodeJS.ProcessEnv
	readonly toolVersion: string
	readonly log: (message: string) => void
}

/**
 * Runs a plan the naive way (each cell boots, one after the other) and from snapshots, in turn, and compares. All
 * snapshots are its own, and gone afterwards.
 * @throws HarnessError when a run did not end, or nothing could be tried.
 */
export async function bench(options: BenchOptions): Promise<BenchRecord> {
	const { plan, rounds, signal, env, log } = options
	const cacheRoot = cacheDirectory(env)
	const arch = guestArchitecture(plan.cells)
	const artifacts = await RunArtifacts.open({ ...options.artifacts, cacheRoot, arch, signal, env, log })
	await mkdir(artifacts.cache.scratch, { recursive: true })
	const host = await acceleratorFor(artifacts, new Set(plan.cells.map(({ axes }) => axes.kernel)), {
		arch,
		signal,
		log,
	})
	const directory = await mkdtemp(join(artifacts.cache.scratch, 'bench-'))
	const measured: Measured[] = []
	const run = async (way: Way, round: number) => {
		log(`${titles[way]}${way === 'cold' ? '' : `, round ${round} of ${rounds}`}`)
		const { times, results } = await whole(() => runOnce(way, directory, options), log)
		measured.push({ way, times, results })
		log(`${titles[way]}: ${Math.round(times.wallMs / 1000)} s`)
	}
	try {
		const cell = plan.cells.find(({ id }) => !plan.unavailable.some((one) => one.id === id)) ?? plan.cells[0]!
		const of = { cell: await obtainable(plan, artifacts, cell), artifacts, host, signal, log }
		const starts = await measureStarts({
			...of,
			rounds: options.starts,
			directory: join(directory, 'starts'),
		})
		await run('cold', 1)
		for (let round = 1; round <= rounds; round++) {
			await run('naive', round)
			await run('warm', round)
		}
		const accelerator = host?.accelerator ?? 'unknown'
		const on = { accelerator, qemu: host?.driverVersion ?? 'unknown', cpus: availableParallelism() }
		return benchRecord({ matrix: plan.name, host: on, starts, measured, toolVersion: options.toolVersion })
	} finally {
		await rm(directory, { recursive: true, force: true })
	}
}

const titles: Readonly<Record<Way, string>> = {
	naive: 'Naively: a boot for each cell, one after the other',
	cold: 'From snapshots that have to be taken first',
	warm: 'From snapshots',
}

/** The first cell whose parts are available. */
async function obtainable(plan: Plan, artifacts: RunArtifacts, first: Plan['cells'][number]) {
	for (const cell of [first, ...plan.cells])
		if (
			await artifacts.forCell(cell).then(
				() => true,
				() => false,
			)
		)
			return cell
	throw new HarnessError('artifact', 'No cell of this matrix is available, so there is nothing to measure.')
}

interface OneRun {
	readonly times: RunTimes
	readonly results: Results
}

/**
 * A run in which a cell broke says nothing of how long it takes: it is measured once more.
 * @throws HarnessError when that breaks, too.
 */
async function whole(measure: () => Promise<OneRun>, log: BenchOptions['log']): Promise<OneRun> {
	const first = await measure()
	const broken = brokenCells(first.results)
	if (broken.length === 0) return first
	log(`To be measured again, since cells broke: ${broken.join(' ')}`)
	const second = await measure()
	const again = brokenCells(second.results)
	if (again.length === 0) return second
	throw new InternalError(`Cells broke twice in a row: ${again.join(' ')}`, {
		hint: 'Run the same matrix with `run`, and look at the evidence of these cells.',
	})
}

const brokenCells = ({ cells }: Results): string[] =>
	cells.flatMap(({ slug, verdict, reason }) => (verdict === 'error' ? [`${slug}: ${reason}`] : []))

async function runOnce(way: Way, directory: string, options: BenchOptions): Promise<OneRun> {
	const { plan, jobs, checks, artifacts, signal, env, toolVersion } = options
	let max = 0
	let now = 0
	const request: RunOptions = {
		plan,
		artifacts,
		signal,
		env,
		toolVersion,
		runsDir: join(directory, 'runs'),
		...(way === 'naive'
			? { jobs: 1, snapshots: false }
			: { snapshots: true, snapshotsIn: join(directory, 'snapshots') }),
		...(way !== 'naive' && jobs !== undefined ? { jobs } : {}),
		...(checks ? { checks } : {}),
		retries: 0,
		onEvent({ type }) {
			if (type === 'cell.started') max = Math.max(max, ++now)
			if (type === 'cell.ended') now--
		},
	}
	const { dir, results } = await runPlan(request)
	// Cells that were interrupted have no times.
	signal.throwIfAborted()
	const { events } = await readEvents(join(dir, 'events.ndjson'))
	return { times: runTimes(events, max), results }
}
