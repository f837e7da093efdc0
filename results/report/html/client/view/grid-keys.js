// @ts-check
import { step } from '../model/grid-step.js'

/** What takes the focus in a table's cell: its button, or itself. @param {Element | undefined} cell */
const target = (cell) => /** @type {HTMLElement | undefined} */ (cell?.querySelector('button') ?? cell)

/** One tab stop for the whole table, arrow keys within (ARIA's grid pattern). @param {HTMLTableElement} table */
export function gridKeys(table) {
	const rows = [...(table.tBodies[0]?.rows ?? [])]
	for (const button of table.querySelectorAll('tbody button')) button.setAttribute('tabindex', '-1')
	target(rows[0]?.cells[0])?.setAttribute('tabindex', '0')
	table.addEventListener('keydown', (event) => {
		const cell = /** @type {Element} */ (event.target).closest('td, th')
		const row = rows.findIndex((one) => one === cell?.parentElement)
		if (row < 0 || cell === null) return
		const line = rows[row]
		const at = { row, column: [...(line?.cells ?? [])].findIndex((one) => one === cell) }
		if (event.key === 'Enter' && event.target === cell) {
			// Left alone, the same key press would go on to the button that has the focus by then.
			event.preventDefault()
			return /** @type {HTMLElement} */ (cell).click()
		}
		const key = event.ctrlKey ? `Control+${event.key}` : event.key
		const to = step(key, at, { rows: rows.length, columns: line?.cells.length ?? 0 })
		if (to === undefined) return
		event.preventDefault()
		const next = rows[to.row]
		const wanted = target(next?.cells[Math.min(to.column, next.cells.length - 1)])
		document.activeElement?.setAttribute('tabindex', '-1')
		wanted?.setAttribute('tabindex', '0')
		wanted?.focus()
	})
}
