import { z } from 'zod'
import { ConfigurationError, type DaemonSettings, type PlannedCell, plannedCell } from '#results'
import { type Cell, readCell } from '../cell.ts'
import { profile } from '../file/schema.ts'
import { cellIds, matrixHash } from './identity.ts'
import type { Plan } from './plan-matrix.ts'
import { unavailableReason } from './unavailable.ts'

/** Cells of a plan as one machine hands them to another. */
export interface PlanRecord {
	/** The matrix's name. */
	readonly name: string
	/** Of the whole plan, which these may be a part of. */
	readonly matrixHash: string
	readonly cells: readonly PlannedCell[]
}

const planRecord = z.strictObject({
	name: z.string().min(1).max(200),
	matrixHash: z.string().regex(/^[0-9a-f]{12}$/),
	cells: z.array(z.unknown()).min(1),
})

/**
 * A plan, or a part of one, from what somebody else wrote. Axes and settings are held to what a matrix file may say, and each
 * cell to its id.
 * @throws ConfigurationError
 */
export function readPlanRecord(record: unknown): Plan {
	const read = planRecord.safeParse(record)
	if (!read.success) throw notOurs(z.prettifyError(read.error))
	const { name, matrixHash: hash, cells: planned } = read.data
	const readOne = plannedCells()
	return planOfCells({ name, matrixHash: hash, cells: planned.map(readOne) })
}

/** Cells that are somebody else's plan, or a part of it. */
export const planOfCells = ({
	name,
	matrixHash: hash,
	cells,
}: Pick<Plan, 'name' | 'matrixHash' | 'cells'>): Plan => ({
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
})

/** Whether these are all cells of the plan with this hash. */
export const isWholePlan = ({ matrixHash: hash, cells }: Pick<Plan, 'matrixHash' | 'cells'>): boolean =>
	matrixHash(cells.map(({ id }) => id)) === hash

/** Reads the cells of one plan, one after the other, and holds each to its id and its name to those before it. */
export function plannedCells(): (planned: unknown) => Cell {
	const idOf = cellIds()
	const settingsOf = knownSettings()
	const slugs = new Set<string>()
	return (planned) => {
		const read = plannedCell.safeParse(planned)
		if (!read.success) throw notOurs(z.prettifyError(read.error))
		const cell = understood(read.data, settingsOf)
		if (idOf(cell) !== cell.id) throw notOurs(`the cell ${cell.id} is not what its id says`)
		const count = slugs.size
		if (slugs.add(cell.slug.toLowerCase()).size === count) throw notOurs('two of its cells have one name')
		return cell
	}
}

function understood(planned: PlannedCell, settingsOf: (settings: DaemonSettings) => DaemonSettings): Cell {
	try {
		return { ...readCell(planned), daemonSettings: settingsOf(planned.daemonSettings) }
	} catch (cause) {
		if (cause instanceof ConfigurationError) throw cause
		throw notOurs(`the cell ${planned.id}: ${cause instanceof Error ? cause.message : String(cause)}`)
	}
}

/** Equal settings are one value, and are looked at once: a plan has few profiles and many cells. */
function knownSettings(): (settings: DaemonSettings) => DaemonSettings {
	const known = new Map<string, DaemonSettings>()
	return (settings) => {
		const text = JSON.stringify(settings)
		const found = known.get(text)
		if (found !== undefined) return found
		assertSettings(settings)
		known.set(text, settings)
		return settings
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
