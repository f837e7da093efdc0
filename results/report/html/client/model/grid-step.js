// @ts-check

/** Rows that a page key goes over. */
const rowsAPage = 10

/** The place a key leads to, `Control+Home` with that one held; undefined for a key that leads nowhere. @param {string} key @param {{ row: number, column: number }} from @param {{ rows: number, columns: number }} size */
export function step(key, { row, column }, { rows, columns }) {
	switch (key) {
		case 'ArrowUp':
			return { row: Math.max(0, row - 1), column }
		case 'ArrowDown':
			return { row: Math.min(rows - 1, row + 1), column }
		case 'ArrowLeft':
			return { row, column: Math.max(0, column - 1) }
		case 'ArrowRight':
			return { row, column: Math.min(columns - 1, column + 1) }
		case 'Home':
			return { row, column: 0 }
		case 'End':
			return { row, column: columns - 1 }
		case 'Control+Home':
			return { row: 0, column: 0 }
		case 'Control+End':
			return { row: rows - 1, column: columns - 1 }
		case 'PageUp':
			return { row: Math.max(0, row - rowsAPage), column }
		case 'PageDown':
			return { row: Math.min(rows - 1, row + rowsAPage), column }
		default:
			return undefined
	}
}
