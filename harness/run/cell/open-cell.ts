import type { Cell } from '#harness/matrix'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { HostError, type ImageOrigin, type SnapshotOrigin, type Stack } from '#results'
import { type CellFacts, fixturesFor } from '#suites'
import { defaultDriver, departures, type Guest, type VmDriver, type VmHost } from '#vm'
import { CleanupStack } from './cleanup-stack.ts'
import { dockerSocket, leaveEvidence, prepareCell, traceDrops } from '../start/prepare-cell.ts'
import { imagesOf } from '../artifacts/images-of.ts'
import type { RunArtifacts } from '../artifacts/run-artifacts.ts'
import { findSnapshot } from '../snapshots/find.ts'
import type { SuitesSource } from '../host/spare-suites.ts'
import { snapshotTrouble, startFromSnapshots } from '../snapshots/snapshots.ts'
import {
	cellFacts,
	type Phase,
	type ReadyVm,
	type SnapshotCell,
	type SnapshotPlace,
	type StartingCell,
} from '../start/starting-cell.ts'
import { stackOf } from '../stack/stack-report.ts'
import { cellSpec } from '../start/vm-spec.ts'

/** What runs in a cell's VM, and what the VM runs on. */
export interface ReportedStack {
	readonly stack: Stack
	readonly accelerator: string
	readonly snapshot?: SnapshotOrigin | undefined
	readonly images?: ImageOrigin[] | undefined
}

export interface OpenCellOptions {
	readonly artifacts: Pick<RunArtifacts, 'forCell' | 'cache'>
	/** What runs the VM; default: the one that the harness starts itself. */
	readonly driver?: VmDriver | undefined
	/** Undefined when no kernel was available to find it out with. */
	readonly host: VmHost | undefined
	readonly signal: AbortSignal
	/** Virtual CPUs of the VM. */
	readonly cpus: number
	/** Where snapshots are: the cell is restored from its own, which is taken first when there is none. Default: boot. */
	readonly snapshots?: SnapshotPlace | undefined
	/** The ids of the checks that will be asked: a snapshot has the containers that these share; default: all but those on demand. */
	readonly checks?: readonly string[] | undefined
	/** Starts what checks share before a snapshot is taken; default: the product's suites. */
	readonly prepareSuites?: SuitesSource['prepare'] | undefined
	/** Absolute; what the VM and the daemon leave behind. */
	readonly evidenceDir: string
	/** What evidence is named relative to. */
	readonly runDir: string
	readonly phase?: Phase | undefined
	readonly log?: (message: string) => void
	/** As soon as the running binaries have reported what they are. */
	readonly onStack?: (reported: ReportedStack) => void
}

/** The file in a cell's evidence that says which devices its VM has, and why. */
export const devicesEvidence = 'devices.json'

/** A cell's VM with its daemon started, or refused, and the probe image loaded. Disposing of it ends the VM. */
export interface LiveCell extends AsyncDisposable {
	readonly guest: Guest
	/** What the suites are told. */
	readonly facts: CellFacts
}

/** Brings up a cell's VM with its stack installed and the probe image loaded. @throws HarnessError */
export async function openCell(cell: Cell, options: OpenCellOptions): Promise<LiveCell> {
	const stack = new CleanupStack()
	try {
		const live = await open(cell, options, stack)
		return { ...live, [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose]() }
	} catch (error) {
		// What went wrong first is what is told.
		await stack[Symbol.asyncDispose]().catch(() => undefined)
		throw error
	}
}

/**
 * Has ready what a cell will ask for when its turn comes; false when it cannot have it, for which the cell itself gives
 * the reason.
 */
export async function prepareAhead(cell: Cell, options: AheadOptions): Promise<boolean> {
	try {
		const found = await snapshotOf(cell, options)
		await found?.damage()
		return true
	} catch {
		return false
	}
}

/** The snapshot that a cell would be restored from; undefined where it would have to be taken first. */
export async function snapshotOf(
	cell: Cell,
	{ artifacts: source, driver = defaultDriver, host, cpus, snapshots, checks }: AheadOptions,
) {
	const artifacts = await source.forCell(cell)
	if (!host || !snapshots) return undefined
	const { scratch } = source.cache
	const place = { driver, host, cpus, evidenceDir: scratch, scratchDir: scratch }
	return findSnapshot({ cell, artifacts, fixtures: fixturesFor(checks), snapshots, place })
}

type AheadOptions = Pick<OpenCellOptions, 'artifacts' | 'driver' | 'host' | 'cpus' | 'snapshots' | 'checks'>

async function open(
	cell: Cell,
	options: OpenCellOptions,
	stack: CleanupStack,
): Promise<Pick<LiveCell, 'guest' | 'facts'>> {
	const {
		driver = defaultDriver,
		host,
		signal,
		cpus,
		evidenceDir,
		runDir,
		phase = (_name, work) => work(),
	} = options
	const { cache } = options.artifacts
	const artifacts = await phase('artifacts', () => options.artifacts.forCell(cell))
	if (!host) throw new HostError('This host’s accelerator is not known, so no VM can be started.')
	const place = { driver, host, cpus, evidenceDir, scratchDir: cache.scratch }
	const log = options.log ?? (() => undefined)
	const of = { cell, artifacts, place, runDir, signal, phase, log }
	await noteDevices(of)
	const { snapshots, prepareSuites } = options
	const snapshotCell = snapshots && { ...of, fixtures: fixturesFor(options.checks), snapshots, prepareSuites }
	const ready = (snapshotCell && (await fromSnapshot(snapshotCell, stack))) || (await fromBoot(of, stack))
	const { programs, setup } = ready.installed
	await writeFile(join(evidenceDir, 'setup.log'), setup)
	const origins = [...artifacts.parts.flatMap((part) => part.origins), ...artifacts.kernel.origins]
	options.onStack?.({
		stack: stackOf(programs, origins, artifacts.parts),
		accelerator: host.accelerator,
		snapshot: ready.snapshot,
		images: imagesOf(cell, artifacts),
	})
	const [socket] = await Promise.all([dockerSocket(ready.vm.guest), traceDrops(ready.vm.guest, signal)])
	stack.use(socket)
	return { guest: ready.vm.guest, facts: cellFacts(of, ready, socket.path) }
}

/** Says which devices a VM has, and why, where its kernel had to be looked at to know. */
async function noteDevices({ artifacts: { kernel }, place, log }: StartingCell): Promise<void> {
	if (kernel.devices === undefined) return
	const path = join(place.evidenceDir, devicesEvidence)
	await writeFile(path, `${JSON.stringify(kernel.devices, null, '\t')}\n`)
	const reasons = departures(kernel.devices)
	if (reasons.length > 0)
		log(`Linux ${kernel.release} has not the drivers of the usual VM. ${reasons.join(' ')}`)
}

async function fromSnapshot(of: SnapshotCell, stack: CleanupStack): Promise<ReadyVm | undefined> {
	const trouble = await snapshotTrouble(of)
	if (trouble !== undefined) {
		of.log(`Cells boot without a snapshot, since ${trouble}.`)
		return undefined
	}
	const ready = await startFromSnapshots(of)
	if (ready) endWith(ready.vm, of, stack)
	return ready
}

async function fromBoot(of: StartingCell, stack: CleanupStack): Promise<ReadyVm> {
	const { cell, artifacts, place, signal, phase } = of
	const vm = await phase('boot', () => place.driver.start(cellSpec(cell, artifacts, place), { signal }))
	endWith(vm, of, stack)
	return { vm, installed: await prepareCell(vm.guest, of) }
}

function endWith(vm: ReadyVm['vm'], of: StartingCell, stack: CleanupStack): void {
	stack.defer(() => vm.stop())
	stack.defer(async () => {
		const memory = await vm.memory()
		if (memory) await writeFile(join(of.place.evidenceDir, 'vm.memory.json'), `${JSON.stringify(memory)}\n`)
	})
	stack.defer(() => leaveEvidence(vm.guest, of))
}
