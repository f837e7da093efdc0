import type { PlannedCell } from '#results'
import type { Plan } from '../plan/plan-matrix.ts'
import { aligned, settingsWords } from './words.ts'

const columns = ['kernel', 'brNetfilter', 'docker', 'rootlesskit', 'network', 'portDriver', 'daemon'] as const

const settingsOf = ({ daemonSettings }: PlannedCell): string => settingsWords(daemonSettings)

/** A plan's cells as a table of axes, then one of names, that share their numbers. */
export function cellTable({ cells }: Plan): string[] {
	const axes = aligned([
		['', ...columns],
		...cells.map((cell, index) => [`${index + 1}`, ...columns.map((axis) => cell.axes[axis])]),
	])
	const names = aligned(cells.map((cell, index) => [`${index + 1}`, cell.id, cell.slug, settingsOf(cell)]))
	return [...axes, '', ...names]
}
