import { english, type Texts } from '../../words/catalogue/english.js'
import { marks, markText, type Shown } from '../../words/marks.ts'
import { padColumns, plainText as plain, wrap } from '../../words/text.ts'

export interface TerminalOptions {
	readonly color: boolean
	/** Columns of the terminal. */
	readonly width: number
	/** What the event log lacks, when it was damaged. */
	readonly gaps?: readonly string[]
	/** Put before evidence paths, so that they can be opened from where one stands. */
	readonly runDir?: string
	/** Default: English. */
	readonly texts?: Texts | undefined
}

/** How a report is written on a terminal. */
export interface Ink {
	readonly width: number
	readonly texts: Texts
	paint(sgr: string, text: string): string
	/** A mark, filled up to so many columns. */
	mark(shown: Shown, width?: number): string
	/** Words in the colour of a mark. */
	as(shown: Shown, words: string): string
	path(path: string): string
	/** Lines within the width, each after the indent. */
	lines(text: string | readonly string[], indent: string): string[]
}

export function inkOf({ color, width, runDir, texts = english }: TerminalOptions): Ink {
	const paint = (sgr: string, text: string): string => (color ? `\x1b[${sgr}m${text}\x1b[0m` : text)
	const columns = Math.max(40, width)
	return {
		width: columns,
		texts,
		paint,
		mark: (shown, room = 0) => {
			const text = markText(shown, texts)
			return paint(marks[shown].sgr, text) + padColumns(text, room).slice(text.length)
		},
		as: (shown, words) => paint(marks[shown].sgr, words),
		path: (path) => plain(runDir === undefined ? path : `${runDir.replace(/\/$/, '')}/${path}`, 2000),
		lines: (text, indent) => wrap(text, columns, indent),
	}
}

/** The number of a cell before its line. */
export const labelWidth = 5
export const labelled = (number: number): string => `${number}`.padStart(labelWidth - 2).padEnd(labelWidth)
