import type { NewEvent } from '#results'
import type { CellFacts } from '../support/cell-facts.ts'

type InCell<E> = E extends { cell: string } ? Omit<E, 'cell'> : never

/** What the suites report: the check events of a run, before the harness adds the cell and the store the time. */
export type SuiteEvent = InCell<Extract<NewEvent, { type: 'check.started' | 'check.ended' }>>

/** Parent to child, once. The parent's end of the channel closing means: stop. */
export interface RunRequest {
	readonly type: 'run'
	readonly facts: CellFacts
	/** The child's home and temporary directory lie in it. The parent removes it, or the child when the parent is gone. */
	readonly scratch: string
	/** Whether the suites' containers stay: removing them costs seconds, and most VMs are thrown away. */
	readonly keepFixtures: boolean
	/** The ids of the checks to ask; all when missing. */
	readonly checks?: readonly string[] | undefined
}

/** Child to parent. `done` is the last one; a child that ends without it has died. */
export type ChildMessage =
	| { readonly type: 'event'; readonly event: SuiteEvent }
	/** Suite files that did not load, errors that belong to no check. */
	| { readonly type: 'problem'; readonly message: string }
	| { readonly type: 'done' }
