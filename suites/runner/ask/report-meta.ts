import type { Observations, WayOutcome } from '#results'

/** What a check tells the reporter beside vitest's own state. */
export interface CheckReport {
	readonly observations: Observations
	/** The ways that were asked, in their order. */
	readonly ways?: readonly WayOutcome[]
	readonly outcome?: 'fail' | 'error'
	readonly message?: string
	readonly evidence?: readonly string[]
	/** How long the check took, without its evidence. */
	readonly ms?: number
}

declare module 'vitest' {
	interface TaskMeta {
		report?: CheckReport
	}
}
