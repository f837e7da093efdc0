import { withoutCommands } from '../../errors/index.ts'
import { ranges } from './catalogue/ranges.js'

// What a terminal would act on: CSI and OSC sequences, then any other escape.
// oxlint-disable-next-line no-control-regex
const escapes = /\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[ -/]*[0-~]?/g

/**
 * Untrusted text as one harmless line: no escape sequences, no control, bidi or invisible characters,
 * no line breaks, and not longer than `limit` characters.
 */
export function plainText(text: string, limit = 600): string {
	// A guest may print megabytes without a line break; what lies far beyond the limit is not even looked at.
	const line = text
		.slice(0, 20 * limit)
		.replace(escapes, '')
		.replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ')
		.trim()
	const letters = [...withoutCommands(line)]
	return letters.length > limit ? `${letters.slice(0, limit - 1).join('')}…` : letters.join('')
}

/**
 * Untrusted text of several lines: nothing that a terminal acts on, that hides, or that turns the direction of
 * writing; at most `limit` characters of its end, where what went wrong usually stands.
 */
export function plainBlock(text: string, limit: number): string {
	const block = text
		.slice(-4 * limit)
		.replace(escapes, '')
		.replace(/\r\n?/g, '\n')
		.replace(/[^\P{C}\n\t]+/gu, '')
		.trim()
	const letters = [...withoutCommands(block)]
	return letters.length > limit ? `…${letters.slice(1 - limit).join('')}` : letters.join('')
}

/** Untrusted text inside Markdown, also in a table: every character that Markdown or HTML acts on is defused. */
export function markdownText(text: string): string {
	return plainText(text)
		.replace(/[\\`*_{}[\]|~#!()]/g, '\\$&')
		.replace(/&/g, '&amp;')
		.replace(/</g, '&lt;')
		.replace(/>/g, '&gt;')
}

/** Untrusted text as a code span, but not in a table; a span's fence is longer than any within. */
export function markdownCode(text: string): string {
	const line = plainText(text)
	if (line === '') return ''
	const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length))
	const fence = '`'.repeat(longest + 1)
	const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : ''
	return `${fence}${pad}${line}${pad}${fence}`
}

/** The same in a table. GFM splits rows at pipes even inside code, and renderers differ on `\\|`. */
export const markdownCellCode = (text: string): string => markdownCode(text.replaceAll('|', '¦'))

/** A link to a file of the run; the path is untrusted as well. */
export function markdownLink(path: string): string {
	const target = plainText(path, 2000)
		.split('/')
		.map((part) =>
			encodeURIComponent(part).replace(/[()!'*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`),
		)
		.join('/')
	return `[${markdownText(path)}](./${target})`
}

const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/
/** Between Chinese letters a line may end, but none begins with a closing sign or a list's dot, or ends with an opening one. */
const breakable =
	/(?<=[\u2e80-\ua4cf\uff00-\uff60])(?<![\uff08\u300c])(?![\u3001\u3002\uff09\uff0c\uff1a\uff1b\u300d\u201d\s])/

/** Columns of a terminal: Chinese letters take two. */
export const columnsOfText = (text: string): number =>
	wide.test(text) ? [...text].reduce((sum, letter) => sum + (wide.test(letter) ? 2 : 1), 0) : text.length

/** As `padEnd`, in columns. */
export const padColumns = (text: string, width: number): string =>
	text + ' '.repeat(Math.max(0, width - columnsOfText(text)))

/**
 * Breaks text at spaces, or between the words of a list. A word that is longer than the width stays
 * whole, so that it can be copied.
 */
export function wrap(text: string | readonly string[], width: number, indent: string): string[] {
	const lines: string[] = []
	let line = ''
	for (const word of typeof text === 'string' ? text.split(' ') : text)
		for (const [place, piece] of word.split(breakable).entries()) {
			const space = line === '' || place > 0 ? '' : ' '
			if (line !== '' && indent.length + columnsOfText(line + space + piece) > width) {
				lines.push(indent + line)
				line = piece
			} else line += space + piece
		}
	return line === '' ? lines : [...lines, indent + line]
}

/** Items for `wrap`, each with its separator behind it. */
export const dotted = (items: readonly string[]): string[] =>
	items.map((item, index) => (index < items.length - 1 ? `${item} ·` : item))

export const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`

/** Indices of cells as the report's tables number them. */
export const numbers = (cells: readonly number[]): string => ranges(cells.map((index) => index + 1))
