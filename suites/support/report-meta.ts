import type { Observations } from '#results'
import type { CellFacts } from './cell-facts.ts'

/** What a check tells the reporter beside vitest's own state. */
export interface CheckReport {
	readonly observations: Observations
	readonly outcome?: 'fail' | 'error'
	readonly message?: string
	readonly evidence?: readonly string[]
}

declare module 'vitest' {
	interface TaskMeta {
		report?: CheckReport
	}
	export interface ProvidedContext {
		cell: CellFacts
	}
}
