import type { PlannedCell } from '#results'
import type { Plan } from './plan-matrix.ts'

const columns = ['kernel', 'brNetfilter', 'docker', 'rootlesskit', 'network', 'portDriver', 'daemon'] as const

const settingsOf = ({ daemonSettings }: PlannedCell): string =>
	Object.entries(daemonSettings)
		.map(([key, value]) => `${key}=${String(value)}`)
		.join(' ')

function table(rows: readonly (readonly string[])[]): string[] {
	const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
	return rows.map((row) =>
		row
			.map((text, column) => text.padEnd(widths[column] ?? 0))
			.join('  ')
			.trimEnd(),
	)
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`

/** The plan as a person reads it: a table of axes, then names, then what is not run and why. */
export function renderPlan(plan: Plan): string {
	const axes = table([
		['', ...columns],
		...plan.cells.map((cell, index) => [`${index + 1}`, ...columns.map((axis) => cell.axes[axis])]),
	])
	const names = table(plan.cells.map((cell, index) => [`${index + 1}`, cell.id, cell.slug, settingsOf(cell)]))
	const unavailable = plan.unavailable.map(({ id, reason }) => `  ${id}  ${reason}`)
	const excluded = plan.excluded.map(
		(cell) => `  ${columns.map((axis) => cell.axes[axis]).join(' · ')}\n    ${cell.reason}`,
	)
	return [
		`${plan.name}: ${plural(plan.cells.length, 'cell')} (matrix ${plan.matrixHash})`,
		'',
		...axes,
		'',
		...names,
		...(unavailable.length === 0 ? [] : ['', 'Cannot be tried by this version:', ...unavailable]),
		...(excluded.length === 0 ? [] : ['', `Left out (${excluded.length}):`, ...excluded]),
		'',
	].join('\n')
}

export const planToJson = (plan: Plan): string => `${JSON.stringify(plan, undefined, '\t')}\n`
