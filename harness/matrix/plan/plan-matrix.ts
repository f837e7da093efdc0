import { hostArchitecture, recordedArchitecture } from '#results/architecture'
import type { ShardRecord } from '#results'
import { type Cell, readAxes } from '../cell.ts'
import { unavailableReason } from './unavailable.ts'
import type { ExcludedGroup } from './excluded.ts'
import { entriesOf, expansionOf } from './expand.ts'
import { cellIds, cellSlug, matrixHash, uniqueSlugs } from './identity.ts'
import type { Coverage, Matrix } from './matrix.ts'
import type { PairReport } from './pair-report.ts'

/** What a run would do: plain data, the same on every machine of one architecture. */
export interface Plan {
	readonly name: string
	/** Hash over the cells' ids. */
	readonly matrixHash: string
	readonly coverage: Coverage
	/** How many combinations the file lists, those included that are left out or not needed. */
	readonly product: number
	readonly cells: readonly Cell[]
	readonly excluded: readonly ExcludedGroup[]
	/** Where the coverage is pairwise: what it covers, and which pairs no cell can have. */
	readonly pairs?: PairReport | undefined
	/** Cells that this version cannot try; a run marks them `unavailable` without booting anything. */
	readonly unavailable: readonly { readonly id: string; readonly reason: string }[]
	/** Which part of the plan this is, and how many cells the whole has; undefined for the whole. */
	readonly shard?: ShardRecord
}

/** A matrix from `loadMatrix` or `readMatrix`: complete, valid, and without two equal cells. */
export function planMatrix(matrix: Matrix): Plan {
	const expansions = entriesOf(matrix).map((_, index) => expansionOf(matrix, index))
	const idOf = cellIds()
	const noSettings = {}
	const arch = matrix.arch ?? hostArchitecture()
	const guests = arch === recordedArchitecture ? {} : { arch }
	const cells = expansions.flatMap(({ cells: expanded }) =>
		expanded.map((partial): Cell => {
			const axes = readAxes(partial)
			const daemonSettings = matrix.daemons[axes.daemon.raw] ?? noSettings
			const cell = { ...guests, axes, daemonSettings }
			return { id: idOf(cell), slug: cellSlug(cell), ...cell }
		}),
	)
	for (const [index, slug] of uniqueSlugs(cells).entries()) {
		const cell = cells[index]
		if (cell) cell.slug = slug
	}
	const pairs = expansions.find((expansion) => expansion.pairs !== undefined)?.pairs
	return {
		name: matrix.name,
		matrixHash: matrixHash(cells.map(({ id }) => id)),
		coverage: matrix.coverage,
		product: expansions.reduce((sum, { product }) => sum + product, 0),
		cells,
		excluded: expansions.flatMap(({ excluded }) => excluded),
		pairs,
		unavailable: cells.flatMap(({ id, axes }) => {
			const reason = unavailableReason(axes)
			return reason === undefined ? [] : [{ id, reason }]
		}),
	}
}

/** The plan of some of its cells: its hash says what is really run. */
export function planOnly(plan: Plan, isSelected: (cell: Cell) => boolean): Plan {
	const cells = plan.cells.filter(isSelected)
	const ids = cells.map(({ id }) => id)
	const selected = new Set(ids)
	return {
		name: plan.name,
		matrixHash: matrixHash(ids),
		coverage: 'list',
		product: cells.length,
		cells,
		excluded: [],
		unavailable: plan.unavailable.filter(({ id }) => selected.has(id)),
	}
}
