import type { PlannedCell } from '#results'
import { type Cache, probeImageName } from '#images'
import type { CellFacts } from '#suites'
import type { RunningVm } from '#vm'
import type { Installed } from './install.ts'
import type { CellArtifacts } from './run-artifacts.ts'
import { stackOf } from './stack-report.ts'
import type { VmPlace } from './vm-spec.ts'

/** Wraps one step of a cell's life, to time and record it. */
export type Phase = <T>(name: string, work: () => Promise<T>) => Promise<T>

/** A cell on its way up. */
export interface StartingCell {
	readonly cell: PlannedCell
	readonly artifacts: CellArtifacts
	/** The containers that are kept running in its snapshot. */
	readonly fixtures: readonly string[]
	/** Where snapshots are kept. */
	readonly cache: Cache
	/** Bytes that all snapshots together may take of its disk. */
	readonly snapshotBytes: number
	readonly place: VmPlace
	/** What evidence is named relative to. */
	readonly runDir: string
	readonly signal: AbortSignal
	readonly phase: Phase
	readonly log: (message: string) => void
}

/** A VM whose stack is installed, or refused. */
export interface ReadyVm {
	readonly vm: RunningVm
	readonly installed: Installed
}

/** What the suites are told. `dockerSocket` leads to the daemon. */
export function cellFacts(
	{ cell, place, runDir }: StartingCell,
	{ vm, installed }: ReadyVm,
	dockerSocket: string,
): CellFacts {
	const { daemon, programs } = installed
	const stack = stackOf(programs, [])
	const { evidenceDir } = place
	return { cell, stack, daemon, ssh: vm.ssh, dockerSocket, probeImage: probeImageName, evidenceDir, runDir }
}
