import { z } from 'zod'
import { ConfigurationError, type DaemonSettings, plannedCell } from '#results'
import { type Cell, rawAxes, readCell } from '../cell.ts'
import { profile } from '../file/schema.ts'
import { cellIds, matrixHash } from './identity.ts'
import type { Plan } from './plan-matrix.ts'
import { unavailableReason } from './unavailable.ts'

/** Cells of a plan as one machine hands them to another. */
export const planRecord = z.strictObject({
	/** The matrix's name. */
	name: z.string().min(1).max(200),
	/** Of the whole plan, which these may be a part of. */
	matrixHash: z.string().regex(/^[0-9a-f]{12}$/),
	cells: z.array(plannedCell).min(1),
})
export type PlanRecord = z.infer<typeof planRecord>

/**
 * A plan, or a part of one, from what somebody else wrote. Axes and settings are held to what a matrix file may say, and each
 * cell to its id.
 * @throws ConfigurationError
 */
export function readPlanRecord(record: unknown): Plan {
	const read = planRecord.safeParse(record)
	if (!read.success) throw notOurs(z.prettifyError(read.error))
	const { name, matrixHash: hash, cells: planned } = read.data
	const idOf = cellIds()
	const cells = planned.map((one) => {
		const cell = understood(one)
		if (idOf(rawAxes(cell.axes), cell.daemonSettings) !== cell.id)
			throw notOurs(`the cell ${cell.id} is not what its id says`)
		return cell
	})
	if (new Set(cells.map(({ slug }) => slug.toLowerCase())).size < cells.length)
		throw notOurs('two of its cells have one name')
	return {
		name,
		matrixHash: hash,
		coverage: 'list',
		product: cells.length,
		cells,
		excluded: [],
		unavailable: cells.flatMap(({ id, axes }) => {
			const reason = unavailableReason(axes)
			return reason === undefined ? [] : [{ id, reason }]
		}),
	}
}

/** Whether these are all cells of the plan with this hash. */
export const isWholePlan = ({ matrixHash: hash, cells }: Pick<Plan, 'matrixHash' | 'cells'>): boolean =>
	matrixHash(cells.map(({ id }) => id)) === hash

function understood(planned: PlanRecord['cells'][number]): Cell {
	try {
		const cell = readCell(planned)
		assertSettings(cell.daemonSettings)
		return cell
	} catch (cause) {
		if (cause instanceof ConfigurationError) throw cause
		throw notOurs(`the cell ${planned.id}: ${cause instanceof Error ? cause.message : String(cause)}`)
	}
}

/** They end in files and in a shell's words within a guest: what no matrix file could say, nobody may. */
function assertSettings(settings: DaemonSettings): void {
	const spelled = Object.entries(settings).map(([key, value]) => [
		key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
		value,
	])
	const read = profile.safeParse(Object.fromEntries(spelled))
	if (!read.success)
		throw notOurs(`its daemon's settings: ${read.error.issues.map(({ message }) => message).join('; ')}`)
}

const notOurs = (why: string): ConfigurationError =>
	new ConfigurationError(`these are no cells of a plan: ${why}`, {
		hint: 'Submit the matrix again with this version of the harness.',
	})
