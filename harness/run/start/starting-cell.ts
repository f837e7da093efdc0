import { askedOf, type Cell, recorded } from '#harness/matrix'
import type { SnapshotOrigin } from '#results'
import { type Cache, probeImageName } from '#images'
import { askedKernel } from '#images/providers'
import type { CellFacts } from '#suites'
import type { Vm } from '#vm'
import type { Installed } from '../stack/install.ts'
import type { CellArtifacts } from '../artifacts/run-artifacts.ts'
import type { SuitesSource } from '../host/spare-suites.ts'
import { stackOf } from '../stack/stack-report.ts'
import type { VmPlace } from './vm-spec.ts'

/** Wraps one step of a cell's life, to time and record it. */
export type Phase = <T>(name: string, work: () => Promise<T>) => Promise<T>

/** A cell on its way up. */
export interface StartingCell {
	readonly cell: Cell
	readonly artifacts: CellArtifacts
	readonly place: VmPlace
	/** What evidence is named relative to. */
	readonly runDir: string
	readonly signal: AbortSignal
	readonly phase: Phase
	readonly log: (message: string) => void
}

/** A cell that restores a snapshot, or takes one. */
export interface SnapshotCell extends StartingCell {
	/** The names of the containers that checks share, which run in the snapshot. */
	readonly fixtures: readonly string[]
	readonly snapshots: SnapshotPlace
	/** Starts the containers; default: the product's suites. */
	readonly prepareSuites?: SuitesSource['prepare'] | undefined
}

/** Where snapshots are. */
export interface SnapshotPlace {
	readonly cache: Cache
	/** Bytes that all of them together may take of its disk. */
	readonly maxBytes: number
	/** A snapshot that was taken before this is taken again. */
	readonly notBefore: Date
}

/** A VM whose stack is installed, or refused. */
export interface ReadyVm {
	readonly vm: Vm
	readonly installed: Installed
	/** What it was restored from; missing for one that was booted. */
	readonly snapshot?: SnapshotOrigin | undefined
}

/** What the suites are told. `dockerSocket` leads to the daemon. */
export function cellFacts(
	{ cell, artifacts, place, runDir }: StartingCell,
	{ vm, installed }: ReadyVm,
	dockerSocket: string,
): CellFacts {
	const { daemon, programs } = installed
	const stack = stackOf(programs, [], artifacts.parts)
	return {
		cell: recorded(cell),
		stack,
		asked: { ...askedOf(cell.axes), kernel: askedKernel(cell.axes.kernel.value) },
		daemon,
		upgradeFrom: artifacts.parts.find(({ name }) => name === 'upgradeFrom')?.version,
		kernelRelease: artifacts.kernel.release,
		ssh: vm.ssh,
		dockerSocket,
		probeImage: probeImageName,
		evidenceDir: place.evidenceDir,
		runDir,
	}
}
