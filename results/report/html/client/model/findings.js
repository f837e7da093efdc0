// @ts-check
/** @import { PageCell, PageData } from '../../page-data.ts' */
import { worstFirst } from './model.js'

/** The findings with some letters: those of one check and one issue with the same form, or the same message, together. @param {PageData} data @param {string} letters */
export function findings(data, letters) {
	/** @type {Map<string, { check: number, letter: string, issue: number, message: number, form: number, cells: number[] }>} */
	const groups = new Map()
	const wanted = new RegExp(`[${letters}]`, 'g')
	for (const [index, cell] of data.cells.entries()) {
		let [noted, said] = [0, 0]
		for (const { 0: letter, index: check } of cell.checks.matchAll(wanted)) {
			// Both stand in the checks' order: looked for one by one, ten thousand cells take a second.
			while (Number(cell.notes[noted]?.[0]) < check) noted++
			while (Number(cell.said[said]) < check) said += 2
			const note = cell.notes[noted]?.[0] === check ? cell.notes[noted] : undefined
			const sentence = cell.said[said] === check ? cell.said[said + 1] : undefined
			const [message, issue, form] = [note?.[1] ?? sentence ?? -1, note?.[2] ?? -1, note?.[6] ?? -1]
			const key = `${letter} ${check} ${issue} ${form < 0 || letter === 'e' ? `m${message}` : `f${form}`}`
			const group = groups.get(key)
			if (group) group.cells.push(index)
			else groups.set(key, { check, letter, issue, message, form, cells: [index] })
		}
	}
	return [...groups.values()].sort((a, b) => worstFirst.indexOf(a.letter) - worstFirst.indexOf(b.letter))
}

/** Cells that ended for the same reason. @param {readonly PageCell[]} all @param {number[]} cells */
export function byReason(all, cells) {
	/** @type {Map<number, number[]>} */
	const groups = new Map()
	for (const cell of cells) {
		const reason = all[cell]?.reason ?? -1
		groups.set(reason, [...(groups.get(reason) ?? []), cell])
	}
	return [...groups].map(([reason, found]) => ({ reason, cells: found }))
}
