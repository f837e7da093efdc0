import type { CellFacts } from './cell-facts.ts'

/** The cell that these suites run in; gate.ts, which vitest loads before each suite file, waits for it. */
export function theCell(): CellFacts {
	const facts = globalThis.rootlessMatrixCell
	if (!facts) throw new Error('The suites were started without a cell')
	return facts
}
