import type { CellRecord, Results } from '../schema/index.ts'
import { qualityOf } from './quality.ts'
import { brokeItself } from './verdict.ts'

/** What a run does not tell, though it was to: whatever is not there may have failed. */
export interface Shortfall {
	/** Set where it did not come to its end: `running` is what a killed run leaves behind. */
	readonly state?: 'running' | 'interrupted' | undefined
	/** What of the plan a merged run lacks, in sentences. */
	readonly missing: readonly string[]
	/** What of its record is damaged and was left out, in words. */
	readonly damage: readonly string[]
	/** Set where no check of it says anything of the product. */
	readonly silent: boolean
	/** Cells that broke, whatever their checks had said by then. */
	readonly broken: readonly { readonly cell: string; readonly reason: string }[]
}

/** What is known of a run beside its results. */
export interface Beside {
	readonly damage?: readonly string[] | undefined
	/** Cells that the other run has not: a check that broke in one of those has nothing to be compared with. */
	readonly isNew?: readonly CellRecord[] | undefined
}

/** Pure. */
export function shortfallOf({ run, cells }: Results, { damage = [], isNew = [] }: Beside = {}): Shortfall {
	const broken = cells.filter(
		(cell) => brokeItself(cell) || (cell.verdict === 'error' && isNew.includes(cell)),
	)
	return {
		...(run.state === 'completed' ? {} : { state: run.state }),
		missing: run.missing ?? [],
		damage,
		silent: !cells.some(({ checks }) => checks.some(({ verdict }) => qualityOf(verdict) !== undefined)),
		broken: broken.map(({ slug, reason = '' }) => ({ cell: slug, reason })),
	}
}

/** Whether a run came to its end with all its cells, and all of its record is there. */
export const isWhole = ({ state, missing, damage, broken }: Shortfall): boolean =>
	state === undefined && missing.length + damage.length + broken.length === 0
