import type { Observations } from '#results'

/** What a check tells the reporter beside vitest's own state. */
export interface CheckReport {
	readonly observations: Observations
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
