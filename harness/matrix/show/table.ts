import { axisDefaults, axisNames, isOptionalAxis } from '#results'
import type { Cell } from '../cell.ts'
import type { Plan } from '../plan/plan-matrix.ts'
import { aligned, settingsWords } from './words.ts'

const columns = ['kernel', 'brNetfilter', 'docker', 'rootlesskit', 'network', 'portDriver', 'daemon'] as const

const settingsOf = ({ daemonSettings }: Cell): string => settingsWords(daemonSettings)

/** A plan's cells as a table of axes, then one of names, that share their numbers. */
export function cellTable({ cells }: Plan): string[] {
	const optional = axisNames.filter(isOptionalAxis)
	const named = optional.filter((axis) => cells.some(({ axes }) => axes[axis].raw !== axisDefaults[axis]))
	const shown = [...columns, ...named]
	const axes = aligned([
		['', ...shown],
		...cells.map((cell, index) => [`${index + 1}`, ...shown.map((axis) => cell.axes[axis].raw)]),
	])
	const names = aligned(cells.map((cell, index) => [`${index + 1}`, cell.id, cell.slug, settingsOf(cell)]))
	return [...axes, '', ...names]
}
