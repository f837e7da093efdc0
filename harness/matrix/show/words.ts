import { axisNames, type DaemonSettings, settingKey, settingText } from '#results'
import type { AxisLists } from '../plan/matrix.ts'

export const plural = (count: number, word: string): string =>
	`${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`

/** Rows as columns of equal width. */
export function aligned(rows: readonly (readonly string[])[]): string[] {
	const widths: number[] = []
	for (const row of rows)
		for (const [column, text] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, text.length)
	return rows.map((row) =>
		row
			.map((text, column) => text.padEnd(widths[column] ?? 0))
			.join('  ')
			.trimEnd(),
	)
}

export const settingsWords = (settings: DaemonSettings): string =>
	Object.entries(settings)
		.map(([key, value]) => `${settingKey(key)}=${settingText(value)}`)
		.join(' ')

/** `network pasta@2023_03_09, pasta@2025_05_03 × portDriver builtin` */
export const listsWords = (lists: AxisLists): string =>
	axisNames
		.flatMap((axis) => (lists[axis] === undefined ? [] : [`${axis} ${lists[axis].join(', ')}`]))
		.join(' × ')
