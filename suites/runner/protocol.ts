import type { NewEvent } from '#results'
import type { CellFacts } from '../check/cell-facts.ts'

type InCell<E> = E extends { cell: string } ? Omit<E, 'cell'> : never

/** What the suites report: the check events of a run, before the harness adds the cell and the store the time. */
export type SuiteEvent = InCell<Extract<NewEvent, { type: 'check.started' | 'check.ended' }>>

/** Parent to child: `open` and then `run`, or `prepare`. The parent's end of the channel closing means: stop. */
export type ChildRequest = OpenRequest | RunRequest | PrepareRequest

/** Before there is a cell: what takes long at the start of the process can be done. */
export interface OpenRequest {
	readonly type: 'open'
	/** The ids of the checks that will be asked; all when missing. */
	readonly checks?: readonly string[] | undefined
	/** How many checks of one area run side by side. */
	readonly concurrency: number
	/** Has the sources of checks read only when the cell is known. */
	readonly late?: LateReading | undefined
}

/** The newest sources are asked, in a process that was started before they were saved. */
export interface LateReading {
	/** Absolute, and of this user alone: has the JavaScript that was made of the sources, for the next process. */
	readonly cacheDir: string
}

/** To start what the checks share, and no check. */
export interface PrepareRequest {
	readonly type: 'prepare'
	readonly facts: CellFacts
	/** As `fixturesFor` names them. */
	readonly fixtures: readonly string[]
}

export interface RunRequest {
	readonly type: 'run'
	readonly facts: CellFacts
	/** Whether the suites' containers stay: removing them costs seconds, and most VMs are thrown away. */
	readonly keepFixtures: boolean
}

/** Child to parent. `done` is the last one; a child that ends without it has died. */
export type ChildMessage =
	| { readonly type: 'event'; readonly event: SuiteEvent }
	/** Suite files that did not load, errors that belong to no check. */
	| { readonly type: 'problem'; readonly message: string }
	| { readonly type: 'done' }
