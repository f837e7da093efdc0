import { stripVTControlCharacters } from 'node:util'
import { withoutCommands } from '#results/errors'

/**
 * Makes text that a guest may have had a hand in safe for a terminal: one line, no escape sequences, no
 * control characters, and none of the invisible ones that reorder what is shown.
 */
export function oneLine(text: string): string {
	const line = stripVTControlCharacters(text)
		.replace(/[\p{Cc}\p{Z}]+/gu, ' ')
		.replace(/\p{Cf}+/gu, '')
		.trim()
	return withoutCommands(line)
}

/** Columns a character takes; wide ones are those of East Asian scripts and most pictographs. */
const columnsOf = (character: string) =>
	/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(
		character,
	)
		? 2
		: /\p{M}/u.test(character)
			? 0
			: 1

/** Columns of a note; what is longer, such as what an emulator printed as it died, stands in the run's events. */
const NOTE_COLUMNS = 200

/** What happened, for a person: in a line that is read at a glance. */
export const noteLine = (message: string): string => fitWords(`· ${oneLine(message)}`, NOTE_COLUMNS)

/** Cuts text to a number of columns behind a word, which ` …` says; a word that fills most of them is cut itself. */
export function fitWords(text: string, columns: number): string {
	const kept = fit(text, columns)
	if (kept === text) return text
	const cut = fit(text, columns - 1).slice(0, -1)
	const end = /\S/.test(text.charAt(cut.length)) ? cut.lastIndexOf(' ') : cut.length
	return end > columns / 2 ? `${cut.slice(0, end).trimEnd()} …` : kept
}

/** Cuts text to a number of columns; what was cut shows as `…`. */
export function fit(text: string, columns: number): string {
	let used = 0
	let kept = ''
	let room = ''
	for (const character of text) {
		used += columnsOf(character)
		if (used > columns) return `${room}…`
		kept += character
		if (used <= columns - 1) room = kept
	}
	return kept
}
