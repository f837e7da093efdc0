// @ts-check

/** The place an arrow key leads to; undefined for a key that leads nowhere. @param {string} key @param {{ row: number, column: number }} from @param {{ rows: number, columns: number }} size */
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
		default:
			return undefined
	}
}
