import type { Observations } from '#results'
import type { CellFacts } from './cell-facts.ts'

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
	export interface ProvidedContext {
		cell: CellFacts
	}
}
