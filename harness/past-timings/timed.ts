import type { CellRecord } from '#results'

/** Milliseconds; older runs have recorded the phases alone. */
export const msOf = ({ ms, phases }: CellRecord): number =>
	ms ?? phases.reduce((sum, phase) => sum + phase.ms, 0)

/** Whether it came to an end of its own. */
export const isTimed = (cell: CellRecord): boolean =>
	cell.verdict !== 'error' && cell.verdict !== 'unavailable' && msOf(cell) > 0
