import type { Cell } from '#harness/matrix'
import { type RunStore, withoutPlaces } from '#results'
import type { VmDriver, VmHost } from '#vm'
import { CleanupStack } from './cleanup-stack.ts'
import { openCell } from './open-cell.ts'
import { checkWithoutPlaces, placesOf } from './places.ts'
import type { RunArtifacts } from '../artifacts/run-artifacts.ts'
import type { SpareSuites, SuitesSource } from '../host/spare-suites.ts'
import type { Phase, SnapshotPlace } from '../start/starting-cell.ts'

/** What all cells of a run share. */
export interface CellContext {
	readonly store: RunStore
	readonly artifacts: Pick<RunArtifacts, 'forCell' | 'cache'>
	/** Undefined when no kernel of the plan was available to find it out with. */
	readonly host: VmHost | undefined
	readonly driver?: VmDriver | undefined
	readonly signal: AbortSignal
	/** Virtual CPUs of each VM. */
	readonly cpus: number
	/** Where snapshots of VMs are; without it each cell boots. */
	readonly snapshots?: SnapshotPlace | undefined
	readonly suites: Pick<SpareSuites, 'prepare' | 'take'>
	/** Starts what checks share before a snapshot is taken; default: the product's suites. */
	readonly prepareSuites?: SuitesSource['prepare'] | undefined
	/** The ids of the checks that will be asked; default: all but those on demand. */
	readonly checks?: readonly string[] | undefined
	/** The same, to be recorded, where it is known what the default comes to. */
	readonly asked?: readonly string[] | undefined
	/** Milliseconds that daemon.soak asks; default: the check's own. */
	readonly soakMs?: number | undefined
	/** Called when a cell keeps only its guest busy: what the next one needs can be made ready. */
	readonly onIdle?: (() => void) | undefined
	/** Brings a cell's VM up; a test does so without one. */
	readonly openCell?: typeof openCell | undefined
}

/** Milliseconds for all checks that take as long as they take. */
const suitesDeadline = 20 * 60_000

/** A cell's life: artifacts, boot or restore, install, load, fixtures (each by `openCell`), suites, stop. */
export async function liveThrough(cell: Cell, context: CellContext, evidenceDir: string): Promise<void> {
	const { store, signal, suites } = context
	const phase = phasesOf(cell, context)
	const places = placesOf({ runDir: store.dir, cacheRoot: context.artifacts.cache.root })
	const open = context.openCell ?? openCell
	// There will be a VM, and both take their time to start.
	suites.prepare()
	await using stack = new CleanupStack()
	const live = stack.use(
		await open(cell, {
			...context,
			evidenceDir,
			runDir: store.dir,
			phase,
			log: (message) => noteOnce(store, withoutPlaces(message, places)),
			onStack: (reported) => void store.emit({ type: 'stack.reported', cell: cell.id, ...reported }),
		}),
	)
	await phase('suites', async () => {
		await using opened = await suites.take()
		context.onIdle?.()
		const { soakMs } = context
		await opened.run(
			{ ...live.facts, ...(soakMs === undefined ? {} : { soakMs }) },
			{
				signal,
				...(soakMs === undefined ? {} : { deadline: suitesDeadline + soakMs }),
				// The VM is thrown away: taking the checks' containers down first would be 16 s for nothing.
				keepFixtures: true,
				onEvent: (event) => void store.emit({ ...checkWithoutPlaces(event, places), cell: cell.id }),
			},
		)
	})
	await phase('stop', () => stack.move()[Symbol.asyncDispose]())
}

function phasesOf(cell: Cell, { store, signal }: CellContext): Phase {
	return async (name, work) => {
		signal.throwIfAborted()
		const started = performance.now()
		store.emit({ type: 'phase.started', cell: cell.id, phase: name })
		const value = await work()
		const ms = Math.round(performance.now() - started)
		store.emit({ type: 'phase.ended', cell: cell.id, phase: name, ms })
		return value
	}
}

/** What concerns every cell, such as a full disk, each of them finds out. */
function noteOnce(store: RunStore, message: string): void {
	if (!store.events.some((event) => event.type === 'note' && event.message === message))
		store.emit({ type: 'note', message })
}
