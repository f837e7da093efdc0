import { marks, shownCell, type CellRecord, type Verdict } from '#results'

/** @param sgr parameters of ANSI's "select graphic rendition", such as `2` for dim. */
export const paint = (sgr: string, text: string, color: boolean) =>
	color ? `\x1b[${sgr}m${text}\x1b[0m` : text

/** Glyph and word of a cell: colour alone says nothing to many readers and to every log. */
export function cellMark(cell: Pick<CellRecord, 'verdict' | 'checks'>, color: boolean): string {
	const { glyph, word, sgr } = marks[shownCell(cell)]
	return paint(sgr, `${glyph} ${word.padEnd(5)}`, color)
}

/** `18 checks: 16 pass, 1 known, 1 skipped`. */
export function countChecks({ checks }: Pick<CellRecord, 'checks'>): string {
	const counts = new Map<Verdict, number>()
	for (const { verdict } of checks) counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
	const order = Object.keys(marks) as Verdict[]
	const parts = order.flatMap((verdict) => (counts.has(verdict) ? `${counts.get(verdict)} ${verdict}` : []))
	const noun = checks.length === 1 ? 'check' : 'checks'
	return checks.length === 0 ? 'no checks' : `${checks.length} ${noun}: ${parts.join(', ')}`
}
