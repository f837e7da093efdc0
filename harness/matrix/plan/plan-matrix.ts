import { axes as axesSchema, type Axes, type PlannedCell } from '#results'
import { unavailableReason } from '../axes/unavailable.ts'
import { expandMatrix } from './expand.ts'
import { cellId, cellSlug, matrixHash, uniqueSlugs } from './identity.ts'
import type { Matrix } from './matrix.ts'

/** What a run would do: plain data, the same on every machine. */
export interface Plan {
	readonly name: string
	/** Hash over the cells' ids. */
	readonly matrixHash: string
	readonly cells: readonly PlannedCell[]
	readonly excluded: readonly { readonly axes: Axes; readonly reason: string }[]
	/** Cells that this version cannot try; a run marks them `unavailable` without booting anything. */
	readonly unavailable: readonly { readonly id: string; readonly reason: string }[]
}

export const identify = (matrix: Matrix, axes: Axes): Omit<PlannedCell, 'slug'> => {
	const daemonSettings = matrix.daemons[axes.daemon] ?? {}
	return { id: cellId(axes, daemonSettings), axes, daemonSettings }
}

/** A matrix from `loadMatrix` or `readMatrix`: complete, valid, and without two equal cells. */
export function planMatrix(matrix: Matrix): Plan {
	const { candidates, excluded } = expandMatrix(matrix)
	const bare = candidates.map(({ axes }) => identify(matrix, axesSchema.parse(axes)))
	const slugs = uniqueSlugs(bare.map(({ id, axes }) => ({ id, slug: cellSlug(axes) })))
	const cells = bare.map((cell, index) => ({ ...cell, slug: slugs[index] ?? cell.id }))
	return {
		name: matrix.name,
		matrixHash: matrixHash(cells.map(({ id }) => id)),
		cells,
		excluded: excluded.map(({ axes, reason }) => ({ axes: axesSchema.parse(axes), reason })),
		unavailable: cells.flatMap(({ id, axes }) => {
			const reason = unavailableReason(axes)
			return reason === undefined ? [] : [{ id, reason }]
		}),
	}
}
