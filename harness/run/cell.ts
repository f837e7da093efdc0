import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import {
	ArtifactError,
	explainError,
	HarnessError,
	HostError,
	type PlannedCell,
	type RunEvent,
	type RunStore,
} from '#results'
import { probeImageName } from '#images'
import { runSuites } from '#suites'
import type { Guest, VmHost } from '#vm'
import { bootCell } from './boot-cell.ts'
import { daemonJournal, installDocker, type Installed } from './install.ts'
import { keepEvidence } from './keep-evidence.ts'
import { loadImage } from './load-image.ts'
import type { CellArtifacts, RunArtifacts } from './run-artifacts.ts'
import { stackOf } from './stack-report.ts'

export interface CellContext {
	readonly store: RunStore
	readonly artifacts: Pick<RunArtifacts, 'forCell' | 'cache'>
	/** Undefined when no kernel of the plan could be had to find it out with. */
	readonly host: VmHost | undefined
	readonly signal: AbortSignal
}

type CellEnd = Omit<Extract<RunEvent, { type: 'cell.ended' }>, 'type' | 'at' | 'cell'>

/**
 * One cell, from its artifacts to its end, as events. It never rejects for what happens to the cell. When a deadline
 * ended it, it is tried again as often as `retries` says; each attempt is recorded, and keeps its evidence.
 */
export async function runCell(
	cell: PlannedCell,
	context: CellContext,
	{ unavailable, retries }: { readonly unavailable?: string | undefined; readonly retries: number },
): Promise<void> {
	for (let attempt = 1; ; attempt++) {
		const { outcome, code, reason } = await attemptCell(cell, context, { unavailable, attempt })
		// A machine that was too slow says nothing about the cell. Everything else would only hide a flake.
		const again = outcome === 'error' && code === 'timeout' && attempt <= retries
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

async function liveCell(cell: PlannedCell, context: CellContext, evidenceDir: string): Promise<void> {
	const { store, artifacts, host, signal } = context
	const phase = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
		signal.throwIfAborted()
		const started = performance.now()
		store.emit({ type: 'phase.started', cell: cell.id, phase: name })
		const value = await work()
		const ms = Math.round(performance.now() - started)
		store.emit({ type: 'phase.ended', cell: cell.id, phase: name, ms })
		return value
	}
	const parts = await phase('artifacts', () => artifacts.forCell(cell))
	if (!host) throw new HostError('This host’s accelerator is not known, so no VM can be started.')
	const scratchDir = artifacts.cache.scratch
	await using vm = await phase('boot', () => bootCell(cell, parts, host, { evidenceDir, scratchDir, signal }))
	const { guest } = vm
	// Short, since a unix socket's path must stay below 108 bytes; private, since it leads to a daemon.
	const sockets = await mkdtemp(join(tmpdir(), 'rm-cell-'))
	try {
		const installed = await phase('install', () =>
			installDocker({
				guest,
				cell,
				parts: parts.parts,
				signal,
				deadline: INSTALL_DEADLINE[host.accelerator],
			}),
		)
		await writeFile(join(evidenceDir, 'setup.log'), installed.setup)
		reportStack(cell, context, parts, installed)
		const dockerSocket = join(sockets, 'docker.sock')
		await using _forward = await guest.forwardUnixSocket(dockerSocket, '/run/user/1000/docker.sock')
		if (installed.daemon.state === 'active')
			await phase('load', () => loadImage(dockerSocket, parts.probe.path, { signal }))
		// The VM is thrown away: taking the checks' containers down first would be 16 s for nothing.
		await phase('suites', () =>
			runSuites(
				{
					cell,
					stack: stackOf(installed.programs, []),
					daemon: installed.daemon,
					ssh: vm.ssh,
					dockerSocket,
					probeImage: probeImageName,
					evidenceDir,
					runDir: store.dir,
				},
				{ signal, keepFixtures: true, onEvent: (event) => void store.emit({ ...event, cell: cell.id }) },
			),
		)
	} finally {
		await collectEvidence(guest, evidenceDir)
		await rm(sockets, { recursive: true, force: true })
	}
	await phase('stop', () => vm.stop())
}

function reportStack(
	cell: PlannedCell,
	{ store, host }: CellContext,
	{ parts, kernel }: CellArtifacts,
	{ programs }: Installed,
): void {
	const origins = [...parts.flatMap((part) => part.origins), ...kernel.origins]
	const stack = stackOf(programs, origins)
	store.emit({ type: 'stack.reported', cell: cell.id, stack, accelerator: host?.accelerator ?? '' })
}

/** Milliseconds for dockerd-rootless-setuptool.sh; the daemon's first start takes 11 to 16 s under TCG on an idle host. */
const INSTALL_DEADLINE = { kvm: 120_000, tcg: 300_000 } as const

const EVIDENCE_DEADLINE = 30_000

/** Best effort: the guest may be gone, and what it was is in the serial console then. */
async function collectEvidence(guest: Guest, evidenceDir: string): Promise<void> {
	if (guest.lost.aborted) return
	const signal = AbortSignal.timeout(EVIDENCE_DEADLINE)
	try {
		await writeFile(join(evidenceDir, 'dockerd.journal'), await daemonJournal(guest, signal))
		const journal = await guest.exec(['journalctl', '--no-pager', '--boot'], { signal })
		await writeFile(join(evidenceDir, 'system.journal'), journal.stdout)
	} catch (error) {
		await writeFile(join(evidenceDir, 'evidence-missing.txt'), `${explainError(error)}\n`)
	}
}
