import type { CacheItem } from '#images'
import { bytes } from '../../view/bytes.ts'
import { fit, oneLine } from '../../view/one-line.ts'
import type { Screen } from '../../view/live.ts'

/** Keys are hashes: so much of one tells it apart. */
const NAME_SHOWN = 24

const day = (date: Date) =>
	date.getTime() === 0 ? 'never' : date.toISOString().slice(0, 16).replace('T', ' ')

/** Items as a table: what kind, which, how large, last used, why. Cut to a terminal's width, whole in a pipe. */
export function itemTable(items: readonly CacheItem[], { isTTY, columns }: Screen): string {
	const rows = [
		['KIND', 'KEY', 'SIZE', 'LAST USED (UTC)', 'WHY'],
		...items.map(({ kind, name, bytes: size, usedAt, why }) => [
			kind,
			name.slice(0, NAME_SHOWN),
			bytes(size),
			day(usedAt),
			oneLine(why),
		]),
	]
	const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
	const lines = rows.map((row) =>
		row.map((cell, column) =>
			column === 2 ? cell.padStart(widths[2] ?? 0) : cell.padEnd(widths[column] ?? 0),
		),
	)
	return lines
		.map((cells) => cells.join('  ').trimEnd())
		.map((line) => `${isTTY ? fit(line, columns ?? 110) : line}\n`)
		.join('')
}

/** An item as programs read it. */
export const itemJson = ({ kind, name, path, bytes: size, usedAt, why }: CacheItem) => ({
	kind,
	name,
	path,
	bytes: size,
	usedAt: usedAt.toISOString(),
	why,
})

export const totalOf = (items: readonly CacheItem[]) => items.reduce((sum, { bytes: size }) => sum + size, 0)

export const counted = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`
