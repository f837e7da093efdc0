import type { CellView } from './br-netfilter.ts'

/** C, N, H and X of checks.md. */
type VantageName = 'container' | 'netns' | 'host' | 'peer'

export interface CatalogueEntry {
	readonly id: string
	readonly vantage: readonly VantageName[]
	/** What holds when the check passes: one sentence. */
	readonly contract: string
	/** When it applies, in words for a person; without it: always. What `appliesTo` decides, in general. */
	readonly when?: string
	/** Whether the check can say something although no daemon runs. */
	readonly withoutDaemon?: true
	/** True, or the reason why this configuration gives no such contract. */
	readonly appliesTo: (cell: CellView) => true | string
}

export const always = (): true => true
