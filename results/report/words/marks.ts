import type { CellRecord, CheckRecord, Verdict } from '../../schema/index.ts'
import { showsSecurityGap, worstFirst } from '../../verdicts/index.ts'
import { english, type Texts } from './catalogue/english.js'

/**
 * How a verdict is shown; a security gap (`open`) is a `known` that must not look like one, and a cell whose daemon
 * `refuses` to start, as is documented, a `pass` that must not: nothing works in it.
 */
export type Shown = Verdict | 'open' | 'refuses'

export interface Mark {
	readonly glyph: string
	readonly word: string
	/** SGR parameters; colour only ever repeats what glyph and word say. */
	readonly sgr: string
	readonly meaning: string
}

export const marks: Readonly<Record<Shown, Mark>> = {
	pass: { glyph: '✔', word: 'pass', sgr: '32', meaning: 'holds' },
	fail: { glyph: '✘', word: 'FAIL', sgr: '1;31', meaning: 'does not hold, and nobody knew' },
	flaky: {
		glyph: '↻',
		word: 'FLAKY',
		sgr: '1;31',
		meaning: 'failed in one attempt, and otherwise or not in a later one',
	},
	known: { glyph: '~', word: 'known', sgr: '33', meaning: 'fails as a known issue says' },
	open: { glyph: '▲', word: 'GAP', sgr: '1;35', meaning: 'a known issue that is a security gap' },
	fixed: { glyph: '★', word: 'fixed', sgr: '1;36', meaning: 'passes although a known issue says it fails' },
	refuses: { glyph: '⊘', word: 'refuses', sgr: '33', meaning: 'its daemon refuses to start, as documented' },
	skipped: { glyph: '–', word: 'skip', sgr: '2', meaning: 'has no meaning in this cell' },
	unavailable: { glyph: '∅', word: 'n/a', sgr: '2', meaning: 'an artifact is not available' },
	error: { glyph: '!', word: 'ERROR', sgr: '1;31', meaning: 'the harness or the machine broke' },
}

export const shownCheck = (check: CheckRecord): Shown => (showsSecurityGap(check) ? 'open' : check.verdict)

type JudgedCell = Pick<CellRecord, 'verdict' | 'checks'>

const passed = ({ checks }: JudgedCell, check: string): boolean =>
	checks.some(({ id, verdict }) => id === check && (verdict === 'pass' || verdict === 'fixed'))

/** A cell's verdict, where a daemon that did not start is none that works. */
export const shownEnd = (cell: JudgedCell): Shown =>
	cell.verdict === 'pass' && passed(cell, 'daemon.br-netfilter-error') && !passed(cell, 'daemon.starts')
		? 'refuses'
		: cell.verdict

/**
 * Whether the daemon of a cell does not run, by its own refusal or by a failure to start: what passed there needs no daemon,
 * and is nothing that works.
 */
export function isDown({ checks }: Pick<CellRecord, 'checks'>): boolean {
	const of = (check: string) => checks.find(({ id }) => id === check)?.verdict ?? 'skipped'
	const [starts, refusal] = [of('daemon.starts'), of('daemon.br-netfilter-error')]
	const failed = starts === 'known' || starts === 'fail'
	const refused = starts === 'skipped' && refusal !== 'skipped'
	return (failed || refused) && checks.every(({ id, verdict }) => !needsDaemon(id) || !held(verdict))
}

const held = (verdict: Verdict): boolean => verdict === 'pass' || verdict === 'fixed' || verdict === 'flaky'
const needsDaemon = (check: string): boolean => !/^(?:daemon|kernel)\./.test(check)

/** A whole cell: a known issue that is a security gap shows. */
export const shownCell = (cell: JudgedCell): Shown =>
	cell.verdict === 'known' && cell.checks.some(showsSecurityGap) ? 'open' : shownEnd(cell)

/** A security gap is worse than a surprise, and less than a failure nobody knew of. */
export const shownWorstFirst: readonly Shown[] = worstFirst.flatMap((verdict): Shown[] =>
	verdict === 'fixed' ? ['open', verdict] : verdict === 'pass' ? ['refuses', verdict] : [verdict],
)

/** Its word and its meaning in the reader's language. */
export const markWord = (shown: Shown, texts: Texts = english): string => texts.marks[shown]?.[0] ?? shown
export const markMeaning = (shown: Shown, texts: Texts): string => texts.marks[shown]?.[1] ?? ''

export const markText = (shown: Shown, texts: Texts = english): string =>
	`${marks[shown].glyph} ${markWord(shown, texts)}`

/**
 * In Markdown, with weight. The glyph stays outside: GitHub's renderer looks past a `~` for what follows the stars, and
 * would show the stars of `**~ known**`.
 */
export const markdownMark = (shown: Shown, words: string = markWord(shown)): string =>
	`${marks[shown].glyph} **${words}**`
