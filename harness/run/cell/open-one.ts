import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Stack, TimeoutError } from '#results'
import type { DaemonState } from '#suites'
import type { Guest, GuestAddress } from '#vm'
import { installedParts } from '../stack/part-serial.ts'
import { stackPath } from '../stack/daemon-config.ts'
import { cellPlace, type CellPlaceOptions, snapshotLeft } from './cell-place.ts'
import { openCell } from './open-cell.ts'
import type { Phase } from '../start/starting-cell.ts'

export interface OpenOneOptions extends CellPlaceOptions {
	/** Absolute, existing: what the VM and the daemon leave behind. */
	readonly evidenceDir: string
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
	const { cell, signal, evidenceDir, log, phase } = options
	const place = await cellPlace(options)
	const { artifacts, driver, host } = place
	const open = async (into: string) => {
		await mkdir(into, { recursive: true })
		// A boot is quicker than taking a snapshot for a single use.
		const left = await snapshotLeft(cell, place)
		const live = await openCell(cell, {
			artifacts,
			driver,
			host,
			signal,
			evidenceDir: into,
			runDir: into,
			log,
			phase,
			cpus: left?.cpus ?? place.cpus,
			snapshots: left && place.snapshots,
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
		path: stackPath({ binDirs: installedParts(parts).map((part) => `/opt/stacks/${part.directory}/bin`) }),
		[Symbol.asyncDispose]: () => live[Symbol.asyncDispose](),
	}
}
