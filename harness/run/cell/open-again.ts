import { mkdir } from 'node:fs/promises'
import type { SuitesSource } from '../host/spare-suites.ts'
import { cellPlace, type CellPlaceOptions, snapshotLeft } from './cell-place.ts'
import { type LiveCell, openCell } from './open-cell.ts'
import type { Phase } from '../start/starting-cell.ts'

export interface OpenAgainOptions extends CellPlaceOptions {
	/** What asks the checks; default: the product's suites. */
	readonly suites?: SuitesSource | undefined
	/** The ids of the checks that will be asked. */
	readonly checks: readonly string[]
	/** Wraps each step. */
	readonly phase?: Phase | undefined
}

/** Brings up VM after VM of one cell. */
export interface CellOpener {
	/** Virtual CPUs of each. */
	readonly cpus: number
	/** A VM of its own: disposing of it ends it. `evidenceDir` is absolute. @throws HarnessError */
	open(this: void, evidenceDir: string): Promise<LiveCell>
}

/**
 * Each VM is restored from the snapshot that a run has left; where there is none, it is taken first. Those of a cell of which
 * none can be taken boot. @throws HarnessError
 */
export async function openAgain(options: OpenAgainOptions): Promise<CellOpener> {
	const { cell, signal, checks, suites, log, phase } = options
	const place = await cellPlace(options)
	const left = await snapshotLeft(cell, place, [checks, undefined])
	const { cpus } = left ?? place
	return {
		cpus,
		async open(evidenceDir) {
			await mkdir(evidenceDir, { recursive: true })
			return openCell(cell, {
				...place,
				signal,
				cpus,
				checks: left ? left.checks : checks,
				prepareSuites: suites?.prepare,
				evidenceDir,
				runDir: evidenceDir,
				log,
				phase,
			})
		},
	}
}
