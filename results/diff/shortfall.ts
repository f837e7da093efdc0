import { type CompareWords, reasonWords, type Texts } from '../report/index.ts'
import type { CellRecord, Results } from '../schema/index.ts'
import { brokeItself, qualityOf } from '../verdicts/index.ts'
import { groups } from './groups.ts'

/** What a run does not tell, though it was to: whatever is not there may have failed. */
export interface Shortfall {
	/** Set where it did not come to its end: `running` is what a killed run leaves behind. */
	readonly state?: 'running' | 'interrupted' | undefined
	/** What of the plan a merged run lacks, in sentences. */
	readonly missing: readonly string[]
	/** Set where no check of it says anything of the product. */
	readonly silent: boolean
	/** Cells that broke, whatever their checks had said by then. */
	readonly broken: readonly { readonly cell: string; readonly reason: string }[]
}

/** Pure. @param isNew cells that the other run has not: a check that broke in one of those has nothing to be compared with. */
export function shortfallOf({ run, cells }: Results, isNew: readonly CellRecord[] = []): Shortfall {
	const broken = cells.filter(
		(cell) => brokeItself(cell) || (cell.verdict === 'error' && isNew.includes(cell)),
	)
	return {
		...(run.state === 'completed' ? {} : { state: run.state }),
		missing: run.missing ?? [],
		silent: !cells.some(({ checks }) => checks.some(({ verdict }) => qualityOf(verdict) !== undefined)),
		broken: broken.map(({ slug, reason = '' }) => ({ cell: slug, reason })),
	}
}

/** Whether a run came to its end with all its cells. */
export const isWhole = ({ state, missing, broken }: Shortfall): boolean =>
	state === undefined && missing.length === 0 && broken.length === 0

/** Something that a run lacks, with the cells that it is so in. The sentence quotes what is untrusted. */
export interface ShortfallLine {
	readonly text: string
	readonly cells: readonly string[]
}

/** What a run does not tell, a line each: cells that broke for one reason stand together. */
export function shortfallLines(
	{ state, missing, broken }: Shortfall,
	words: CompareWords,
	texts: Texts,
	quote: (text: string) => string,
): ShortfallLine[] {
	const { shortfall } = words
	return [
		...(state === undefined ? [] : [{ text: shortfall.states[state], cells: [] }]),
		...missing.map((one) => ({ text: quote(reasonWords(one, texts)), cells: [] })),
		...groups(broken, ({ reason }) => reason).map((cells) => {
			const reason = cells[0]?.reason ?? ''
			const why = reason === '' ? shortfall.noReason : quote(reasonWords(reason, texts))
			return { text: shortfall.broke(why, cells.length), cells: cells.map(({ cell }) => cell) }
		}),
	]
}

/** What stands where no verdict changed: that is no good news of a run that tells little. */
export function noChangeWords(
	{ before, after }: { readonly before: Shortfall; readonly after: Shortfall },
	words: CompareWords,
): string {
	if (before.silent && after.silent) return words.nothingTold
	return isWhole(after) && !after.silent ? words.noChange : words.noChangeTold
}
