import { writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import {
	ArtifactError,
	explainError,
	HarnessError,
	type PlannedCell,
	type RunEvent,
	type RunStore,
} from '#results'
import type { OpenSuites } from '#suites'
import type { VmHost } from '#vm'
import { keepEvidence } from './keep-evidence.ts'
import { openCell } from './live-cell.ts'
import type { Phase, SnapshotPlace } from './starting-cell.ts'
import type { RunArtifacts } from './run-artifacts.ts'
import type { SpareSuites } from './spare-suites.ts'

export interface CellContext {
	readonly store: RunStore
	readonly artifacts: Pick<RunArtifacts, 'forCell' | 'cache'>
	/** Undefined when no kernel of the plan could be had to find it out with. */
	readonly host: VmHost | undefined
	readonly signal: AbortSignal
	/** Virtual CPUs of each VM. */
	readonly cpus: number
	/** Where VMs are kept for cells to go on from; without it each boots. */
	readonly snapshots?: SnapshotPlace | undefined
	readonly suites: Pick<SpareSuites, 'take'>
	/** The ids of the checks that will be asked; default: all. */
	readonly checks?: readonly string[] | undefined
	/** Called when a cell keeps only its guest busy: what the next one needs can be made ready. */
	readonly onIdle?: () => void
}

type CellEnd = Omit<Extract<RunEvent, { type: 'cell.ended' }>, 'type' | 'at' | 'cell'>

export interface AttemptOptions {
	/** Why it cannot be had, where that is known. */
	readonly unavailable?: string | undefined
	/** How often it is tried again. */
	readonly retries: number
	/** How often it was tried before, by a run that was interrupted. */
	readonly before?: number | undefined
}

/**
 * One cell, from its artifacts to its end, as events. It never rejects for what happens to the cell. When a deadline
 * ended it, it is tried again as often as `retries` says; each attempt is recorded, and keeps its evidence.
 */
export async function runCell(
	cell: PlannedCell,
	context: CellContext,
	{ unavailable, retries, before = 0 }: AttemptOptions,
): Promise<void> {
	if (before > 0) await keepEvidence(join(context.store.dir, 'cells', cell.slug), before)
	for (let attempt = before + 1; ; attempt++) {
		const { outcome, code, reason } = await attemptCell(cell, context, { unavailable, attempt })
		// A machine that was too slow says nothing about the cell. Everything else would only hide a flake.
		const again = outcome === 'error' && code === 'timeout' && attempt <= before + retries
		if (!again || context.signal.aborted) return
		const message = `${cell.slug}: attempt ${attempt} ran out of time, so there is another one. ${reason ?? ''}`
		context.store.emit({ type: 'note', message: message.trim() })
		await keepEvidence(join(context.store.dir, 'cells', cell.slug), attempt)
	}
}

async function attemptCell(
	cell: PlannedCell,
	context: CellContext,
	{ unavailable, attempt }: { readonly unavailable: string | undefined; readonly attempt: number },
): Promise<CellEnd> {
	const { store } = context
	store.emit({ type: 'cell.started', cell: cell.id, attempt })
	const evidenceDir = join(store.dir, await store.makeCellDir(cell.slug))
	let end: CellEnd
	try {
		if (unavailable !== undefined) throw new ArtifactError(unavailable)
		await liveCell(cell, context, evidenceDir)
		end = { outcome: 'completed' }
	} catch (error) {
		end = endOf(error, context.signal)
		if (error instanceof HarnessError) {
			if (error.output) await writeFile(join(evidenceDir, 'error.txt'), error.output)
			end.evidence = [
				...error.evidence.map((path) => relative(store.dir, path)),
				...(error.output ? [relative(store.dir, join(evidenceDir, 'error.txt'))] : []),
			]
		}
	}
	store.emit({ type: 'cell.ended', cell: cell.id, ...end })
	return end
}

/** Which end an exception is; `fail` is not among them, since only a check can fail. */
export function endOf(error: unknown, signal: AbortSignal): CellEnd {
	const reason = explainError(error)
	if (signal.aborted)
		return { outcome: 'interrupted', code: 'interrupted', reason: 'The run was interrupted.' }
	if (error instanceof ArtifactError) return { outcome: 'unavailable', code: error.code, reason }
	return { outcome: 'error', code: error instanceof HarnessError ? error.code : 'internal', reason }
}

/** What concerns every cell, such as a full disk, each of them finds out. */
function noteOnce(store: RunStore, message: string): void {
	if (!store.events.some((event) => event.type === 'note' && event.message === message))
		store.emit({ type: 'note', message })
}

async function liveCell(cell: PlannedCell, context: CellContext, evidenceDir: string): Promise<void> {
	const { store, signal } = context
	const phase: Phase = async (name, work) => {
		signal.throwIfAborted()
		const started = performance.now()
		store.emit({ type: 'phase.started', cell: cell.id, phase: name })
		const value = await work()
		const ms = Math.round(performance.now() - started)
		store.emit({ type: 'phase.ended', cell: cell.id, phase: name, ms })
		return value
	}
	let suites: Promise<OpenSuites> | undefined
	try {
		await using live = await openCell(cell, {
			...context,
			...{ evidenceDir, runDir: store.dir, phase },
			onArtifacts: () => void (suites = context.suites.take()),
			log: (message) => noteOnce(store, message),
			onStack: (stack, accelerator) =>
				void store.emit({ type: 'stack.reported', cell: cell.id, stack, accelerator }),
		})
		// The VM is thrown away: taking the checks' containers down first would be 16 s for nothing.
		await phase('suites', async () => {
			const opened = await suites!
			context.onIdle?.()
			await opened.run(live.facts, {
				...{ signal, keepFixtures: true },
				onEvent: (event) => void store.emit({ ...event, cell: cell.id }),
			})
		})
		await phase('stop', async () => live[Symbol.asyncDispose]())
	} finally {
		await suites?.then((opened) => opened[Symbol.asyncDispose]())
	}
}
