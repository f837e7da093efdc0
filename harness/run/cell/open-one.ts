import { setMaxListeners } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheDirectory, sweepBuilds } from '#images'
import { type Stack, TimeoutError } from '#results'
import type { DaemonState } from '#suites'
import { defaultDriver, type Guest, type GuestAddress, sweepOwnedDirectories, sweepVms } from '#vm'
import type { Cell } from '#harness/matrix'
import { acceleratorFor } from '../accelerator.ts'
import { stackPath } from '../stack/daemon-config.ts'
import { openCell, type OpenCellOptions, snapshotOf } from './live-cell.ts'
import { defaultJobs, vmCpus } from '../resources.ts'
import { RunArtifacts } from '../artifacts/run-artifacts.ts'
import type { RunOptions } from '../run-plan.ts'
import { snapshotPlace } from '../snapshots/place.ts'
import type { Phase } from './starting-cell.ts'

export interface OpenOneOptions extends Pick<
	RunOptions,
	'artifacts' | 'driver' | 'env' | 'openArtifacts' | 'signal' | 'snapshots'
> {
	readonly cell: Cell
	/** Absolute, existing: what the VM and the daemon leave behind. */
	readonly evidenceDir: string
	readonly log: (message: string) => void
	/** Wraps each step. */
	readonly phase?: Phase | undefined
}

/** A cell's VM with its daemon up, or refused, outside of any run. Disposing of it ends the VM. */
export interface OneCell extends AsyncDisposable {
	readonly guest: Guest
	/** How another process reaches the guest. */
	readonly ssh: GuestAddress
	readonly daemon: DaemonState
	/** Where the VM that came up leaves what it does. */
	readonly evidenceDir: string
	readonly stack: Stack
	/** PATH with the programs of the stack. */
	readonly path: string
}

/** Brings up one cell's VM for a person, as a run does for its checks. @throws HarnessError */
export async function openOne(options: OpenOneOptions): Promise<OneCell> {
	const { cell, signal, driver = defaultDriver, evidenceDir, log, phase, env = process.env } = options
	const { openArtifacts = (open) => RunArtifacts.open(open) } = options
	setMaxListeners(100, signal)
	setMaxListeners(100)
	await sweepOwnedDirectories()
	await sweepVms()
	const cacheRoot = cacheDirectory(env)
	const artifacts = await openArtifacts({ ...options.artifacts, cacheRoot, signal, env, log })
	await mkdir(artifacts.cache.scratch, { recursive: true })
	await sweepBuilds(artifacts.cache.root)
	const host = await acceleratorFor(artifacts, [cell.axes.kernel], { driver, signal, log })
	const snapshots = driver.snapshots && snapshotPlace(options, artifacts.cache, new Date())
	const accelerator = host?.accelerator ?? 'tcg'
	const place = { artifacts, driver, host, snapshots }
	const sizes = [vmCpus(accelerator, 1), vmCpus(accelerator, defaultJobs(accelerator))]
	const open = async (into: string) => {
		await mkdir(into, { recursive: true })
		const live = await openCell(cell, {
			artifacts,
			driver,
			host,
			signal,
			evidenceDir: into,
			runDir: into,
			log,
			phase,
			cpus: vmCpus(accelerator, 1),
			...(await restorable(cell, place, sizes)),
		})
		return { live, into }
	}
	// As in a run: a machine that was too slow says nothing about the cell.
	const { live, into } = await open(evidenceDir).catch((error: unknown) => {
		if (!(error instanceof TimeoutError) || signal.aborted) throw error
		log(`It ran out of time, so there is another attempt. ${error.message}`)
		return open(join(evidenceDir, 'attempt-2'))
	})
	const parts = await artifacts.stack(cell)
	return {
		guest: live.guest,
		ssh: live.facts.ssh,
		daemon: live.facts.daemon,
		evidenceDir: into,
		stack: live.facts.stack,
		path: stackPath({ binDirs: parts.map((part) => `/opt/stacks/${part.directory}/bin`) }),
		[Symbol.asyncDispose]: () => live[Symbol.asyncDispose](),
	}
}

/** The snapshot that a run has left, of a VM of whichever size. A boot is quicker than taking one for a single use. */
async function restorable(
	cell: Cell,
	place: Pick<OpenCellOptions, 'artifacts' | 'driver' | 'host' | 'snapshots'>,
	sizes: readonly number[],
): Promise<Partial<Pick<OpenCellOptions, 'snapshots' | 'cpus'>>> {
	if (!place.snapshots) return {}
	for (const cpus of new Set(sizes))
		if (await snapshotOf(cell, { ...place, cpus })) return { snapshots: place.snapshots, cpus }
	return {}
}
