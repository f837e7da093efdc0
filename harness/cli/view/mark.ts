import { styleText } from 'node:util'
import type { CellRecord, Verdict } from '#results'

const marks: Record<Verdict, { readonly glyph: string; readonly style: Parameters<typeof styleText>[0] }> = {
	pass: { glyph: '✔', style: 'green' },
	fail: { glyph: '✖', style: 'red' },
	known: { glyph: '◆', style: 'yellow' },
	fixed: { glyph: '★', style: 'cyan' },
	skipped: { glyph: '–', style: 'gray' },
	unavailable: { glyph: '∅', style: 'magenta' },
	error: { glyph: '!', style: 'red' },
}

export const paint = (style: Parameters<typeof styleText>[0], text: string, color: boolean) =>
	color ? styleText(style, text, { validateStream: false }) : text

/** Glyph and word: colour alone says nothing to many readers and to every log. */
export function verdictMark(verdict: Verdict, color: boolean): string {
	return paint(marks[verdict].style, `${marks[verdict].glyph} ${verdict}`, color)
}

/** `18 checks: 16 pass, 1 known, 1 skipped`. */
export function countChecks({ checks }: Pick<CellRecord, 'checks'>): string {
	const counts = new Map<Verdict, number>()
	for (const { verdict } of checks) counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
	const order = Object.keys(marks) as Verdict[]
	const parts = order.flatMap((verdict) => (counts.has(verdict) ? `${counts.get(verdict)} ${verdict}` : []))
	return checks.length === 0 ? 'no checks' : `${checks.length} checks: ${parts.join(', ')}`
}
