import { styleText } from 'node:util'
import type { CellRecord, Verdict } from '#results'

type Style = Parameters<typeof styleText>[0]

/** The same glyphs and words as the report's matrix, so that a reader learns them once. */
const marks: Record<
	Verdict | 'open',
	{ readonly glyph: string; readonly word: string; readonly style: Style }
> = {
	pass: { glyph: '✔', word: 'pass', style: 'green' },
	fail: { glyph: '✘', word: 'FAIL', style: 'red' },
	flaky: { glyph: '↻', word: 'FLAKY', style: 'red' },
	known: { glyph: '~', word: 'known', style: 'yellow' },
	open: { glyph: '▲', word: 'GAP', style: 'magenta' },
	fixed: { glyph: '★', word: 'fixed', style: 'cyan' },
	skipped: { glyph: '–', word: 'skip', style: 'dim' },
	unavailable: { glyph: '∅', word: 'n/a', style: 'dim' },
	error: { glyph: '!', word: 'ERROR', style: 'red' },
}

export const paint = (style: Style, text: string, color: boolean) =>
	color ? styleText(style, text, { validateStream: false }) : text

/** Glyph and word of a cell: colour alone says nothing to many readers and to every log. */
export function cellMark(
	{ verdict, checks }: Pick<CellRecord, 'verdict' | 'checks'>,
	color: boolean,
): string {
	const isOpen = checks.some(
		(check) => check.verdict === 'known' && check.knownIssue?.severity === 'open-door',
	)
	const { glyph, word, style } = marks[verdict === 'known' && isOpen ? 'open' : verdict]
	return paint(style, `${glyph} ${word.padEnd(5)}`, color)
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
