// @ts-check
import { h } from './dom.js'

/** So many rows are printed at once; of more the page that is on the screen. */
export const rowsOnPaper = 1000

/** So many columns stand side by side on A4, beside the names of the rows: of signs alone, and of words, counts or configurations. */
const [signsAcross, wordsAcross] = [60, 14]

/** A table's row without the columns that lie outside of a part. @param {HTMLTableRowElement} row @param {number} lead @param {number} from @param {number} to */
function cutRow(row, lead, from, to) {
	const reason = row.cells[lead]
	// A row that has only a reason has it in each part.
	if (reason?.classList.contains('reason')) return reason.setAttribute('colspan', `${to - from}`)
	for (const [place, cell] of [...row.cells].entries())
		if (place >= lead && (place < lead + from || place >= lead + to)) cell.remove()
}

/** The matrix as paper takes it: as wide as a page, and what is further to the right below. @param {HTMLTableElement} grid */
function partsOf(grid) {
	const names = grid.tHead?.rows[0]
	const lead = grid.querySelector('td.whole') === null ? 1 : 2
	const columns = (names?.cells.length ?? lead) - lead
	const isTall = names?.classList.contains('tall') === true
	// The legend below has the words; sixty of them side by side would be too small to read.
	const wide = grid.querySelector('thead .cell-name, tbody .of') !== null
	const signs = columns > wordsAcross && !wide
	const parts = isTall ? Math.ceil(columns / (signs ? signsAcross : wordsAcross)) : 1
	const across = Math.ceil(columns / parts)
	return Array.from({ length: parts }, (_, part) => {
		const table = /** @type {HTMLTableElement} */ (grid.cloneNode(true))
		table.removeAttribute('role')
		// Chromium leaves out a button that stands on its side, where a table goes on on the next page.
		for (const button of table.querySelectorAll('button'))
			button.replaceWith(h('span', { class: button.className }, [...button.childNodes]))
		if (signs) table.classList.add('signs')
		for (const row of table.rows) cutRow(row, lead, part * across, Math.min(columns, (part + 1) * across))
		if (signs)
			for (const badge of table.querySelectorAll('td:not(.whole) > .v')) {
				const sign = badge.querySelector('.g')
				sign?.removeAttribute('aria-hidden')
				if (sign !== null) badge.replaceChildren(sign)
			}
		return table
	})
}

/** What was opened for the paper alone. @type {Element[]} */
let unfolded = []

/** On paper nothing can be opened, scrolled or turned. @param {Element} page @param {Element} place where the matrix stands @param {Element} drawn the matrix with all the rows that paper takes */
export function toPaper(page, place, drawn) {
	unfolded = [...page.querySelectorAll('details:not([open])')]
	for (const one of unfolded) {
		one.setAttribute('open', '')
		// The browser's own event comes too late: what is filled when it opens would be empty on paper.
		one.dispatchEvent(new Event('toggle'))
	}
	const region = drawn.querySelector('.tall-region')
	const grid = region?.querySelector('table')
	if (grid) region?.replaceWith(...partsOf(grid))
	place.after(h('div', { class: 'paper' }, drawn))
}

/** A cell that is open is what is printed: as a dialog it would end with the page behind it. @param {HTMLDialogElement} dialog */
export function dialogToPaper(dialog) {
	document.body.append(h('article', { class: 'paper' }, [...dialog.cloneNode(true).childNodes]))
}

export function fromPaper() {
	for (const one of unfolded) one.removeAttribute('open')
	unfolded = []
	document.querySelector('.paper')?.remove()
}
