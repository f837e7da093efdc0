// @ts-check
/** @import { PageCell, PageData, PageMark, PageNote } from '../../page-data.ts' */
/** @import { Texts } from '../../../words/catalogue/english.js' */
import { durationWords } from '../../../words/catalogue/duration.js'
import { english } from '../../../words/catalogue/english.js'

/** Worst first; a security gap is worse than a surprise, and less than a failure nobody knew of. */
export const worstFirst = 'efyoxukrps'

/** @param {Iterable<string>} letters */
export function worst(letters) {
	let best = worstFirst.length
	for (const letter of letters) {
		const rank = worstFirst.indexOf(letter)
		if (rank >= 0 && rank < best) best = rank
	}
	return worstFirst[best] ?? '.'
}

/** @param {PageData} data @param {Texts} texts @returns {Map<string, PageMark>} */
export function marksOf(data, texts) {
	return new Map(
		data.marks.map((mark) => {
			const [word, meaning] = texts.marks[mark.shown] ?? [mark.word, mark.meaning]
			return [mark.code, { ...mark, word, meaning }]
		}),
	)
}

/** How a whole cell is shown: a known issue that is a security gap shows. @param {PageCell} cell */
export const cellCode = (cell) => (cell.verdict === 'k' && cell.checks.includes('o') ? 'o' : cell.verdict)

/** What is noted about a check of a cell. @param {PageCell} cell @param {number} check @returns {PageNote | undefined} */
export function noteOf(cell, check) {
	const note = cell.notes.find((one) => one[0] === check)
	if (note !== undefined) return note
	for (let place = 0; place < cell.said.length; place += 2)
		if (cell.said[place] === check) return [check, cell.said[place + 1] ?? -1, -1, 1, [], -1, -1]
	return undefined
}

/** @param {string} letters @returns {Map<string, number>} */
export function countLetters(letters) {
	const counts = new Map([...worstFirst].map((letter) => [letter, 0]))
	for (const letter of letters) {
		const count = counts.get(letter)
		if (count !== undefined) counts.set(letter, count + 1)
	}
	for (const [letter, count] of counts) if (count === 0) counts.delete(letter)
	return counts
}

/**
 * The verdicts of checks, to be counted: without what passed where the daemon does not run, which is counted apart.
 * @param {readonly PageCell[]} cells
 */
export function checkLetters(cells) {
	let [letters, idle] = ['', 0]
	for (const { checks, down } of cells) {
		const own = checks.replaceAll('.', '')
		const left = down === true ? own.replaceAll('p', '') : own
		letters += left
		idle += own.length - left.length
	}
	return { letters, idle }
}

/** `2.0.2`, `27.5.1`: an axis value without the provider before it. @param {string} value */
export const bare = (value) => value.replace(/^(?:debian|upstream):(?=.)/, '')

/** @param {PageData} data @param {PageCell} cell @param {number} axis */
export const axisValue = (data, cell, axis) => data.axes[axis]?.values[cell.axes[axis] ?? -1] ?? ''

/** A page is drawn in one language at a time. @type {Pick<Texts, 'units'>} */
let spokenTexts = english
/** What is drawn from here on says durations in these words. @param {Pick<Texts, 'units'>} texts */
export const speak = (texts) => void (spokenTexts = texts)
/** @param {number} ms */
export const duration = (ms) => durationWords(ms, spokenTexts)

/** `2026-11-26 14:23:29 UTC` @param {string} at as it is recorded */
export const utc = (at) => at.replace('T', ' ').replace(/(?:\.\d+)?Z$/, ' UTC')

/** As one word of a shell's command line: somebody will paste it. @param {string} text */
export const shellWord = (text) =>
	/^[\w.,:@%+=/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`

/** @type {WeakMap<PageData, Set<string>>} */
const lettersSeen = new WeakMap()

/** The verdicts that occur at all; half a million are counted once. @param {PageData} data */
export function lettersOf(data) {
	const known = lettersSeen.get(data)
	if (known !== undefined) return known
	const found = new Set(data.cells.map(({ verdict }) => verdict))
	for (const { code } of data.marks)
		if (data.cells.some(({ checks }) => checks.includes(code))) found.add(code)
	lettersSeen.set(data, found)
	return found
}
