// @ts-check
/** @import { Line } from './pivot.js' */
import { worstFirst } from './model.js'

/** A run of more cells than this is read by its filters, which have to answer at once. */
export const manyCells = 500

/**
 * The columns that are drawn. Rows have pages and columns have none: of more cells than can be drawn the first ones stand
 * for all, or the worst ones where these come first. Checks and axes are never so many.
 * @param {readonly Line[]} columns @param {{ columns: string, sort: string }} view @param {number} all cells of the run
 */
export function foldColumns(columns, view, all) {
	const limit = all > manyCells ? 60 : 250
	if (view.columns !== 'cell' || columns.length <= limit) return [...columns]
	const ordered = [...columns]
	if (view.sort === 'worst') ordered.sort((a, b) => worstFirst.indexOf(a.worst) - worstFirst.indexOf(b.worst))
	return ordered.slice(0, limit)
}
