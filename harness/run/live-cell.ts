import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { explainError, HostError, type PlannedCell, type Stack } from '#results'
import { probeImageName } from '#images'
import type { CellFacts } from '#suites'
import type { Guest, VmHost } from '#vm'
import { bootCell } from './boot-cell.ts'
import { daemonJournal, installDocker } from './install.ts'
import { loadImage } from './load-image.ts'
import type { RunArtifacts } from './run-artifacts.ts'
import { stackOf } from './stack-report.ts'

/** Wraps one step of a cell's life, to time and record it. */
export type Phase = <T>(name: string, work: () => Promise<T>) => Promise<T>

export interface OpenCellOptions {
	readonly artifacts: Pick<RunArtifacts, 'forCell' | 'cache'>
	/** Undefined when no kernel could be had to find it out with. */
	readonly host: VmHost | undefined
	readonly signal: AbortSignal
	/** Virtual CPUs of the VM. */
	readonly cpus: number
	/** Absolute; what the VM and the daemon leave behind. */
	readonly evidenceDir: string
	/** What evidence is named relative to. */
	readonly runDir: string
	readonly phase?: Phase
	/** As soon as the running binaries have reported what they are. */
	readonly onStack?: (stack: Stack, accelerator: string) => void
}

/** A cell's VM with its daemon started, or refused, and the probe image loaded. Disposing of it ends the VM. */
export interface LiveCell extends AsyncDisposable {
	readonly guest: Guest
	/** What the suites are told. */
	readonly facts: CellFacts
}

/** Boots a cell's VM, installs Docker in it and loads the probe image. @throws HarnessError */
export async function openCell(cell: PlannedCell, options: OpenCellOptions): Promise<LiveCell> {
	const ends: (() => Promise<unknown>)[] = []
	/** In reverse, each once, and each even when another fails. */
	const close = async () => {
		const failures: unknown[] = []
		for (let end = ends.pop(); end; end = ends.pop())
			await end().catch((error: unknown) => failures.push(error))
		if (failures.length > 0) throw failures[0]
	}
	try {
		const live = await open(cell, options, (end) => ends.push(end))
		return { ...live, [Symbol.asyncDispose]: close }
	} catch (error) {
		// What went wrong first is what is told.
		await close().catch(() => undefined)
		throw error
	}
}

async function open(
	cell: PlannedCell,
	options: OpenCellOptions,
	atEnd: (end: () => Promise<unknown>) => void,
): Promise<Pick<LiveCell, 'guest' | 'facts'>> {
	const { artifacts, host, signal, cpus, evidenceDir, runDir, phase = (_name, work) => work() } = options
	const parts = await phase('artifacts', () => artifacts.forCell(cell))
	if (!host) throw new HostError('This host’s accelerator is not known, so no VM can be started.')
	const boot = { cpus, evidenceDir, scratchDir: artifacts.cache.scratch, signal }
	const vm = await phase('boot', () => bootCell(cell, parts, host, boot))
	atEnd(() => vm.stop())
	const { guest, ssh } = vm
	// Short, since a unix socket's path must stay below 108 bytes; private, since it leads to a daemon.
	const sockets = await mkdtemp(join(tmpdir(), 'rm-cell-'))
	atEnd(() => rm(sockets, { recursive: true, force: true }))
	atEnd(() => collectEvidence(guest, evidenceDir))
	const { daemon, programs, setup } = await phase('install', () =>
		installDocker({ guest, cell, parts: parts.parts, signal, deadline: INSTALL_DEADLINE[host.accelerator] }),
	)
	await writeFile(join(evidenceDir, 'setup.log'), setup)
	const origins = [...parts.parts.flatMap((part) => part.origins), ...parts.kernel.origins]
	options.onStack?.(stackOf(programs, origins), host.accelerator)
	const dockerSocket = join(sockets, 'docker.sock')
	const forward = await guest.forwardUnixSocket(dockerSocket, '/run/user/1000/docker.sock')
	atEnd(async () => forward[Symbol.asyncDispose]())
	if (daemon.state === 'active')
		await phase('load', () => loadImage(dockerSocket, parts.probe.path, { signal }))
	const stack = stackOf(programs, [])
	const probeImage = probeImageName
	return { guest, facts: { cell, stack, daemon, ssh, dockerSocket, probeImage, evidenceDir, runDir } }
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
