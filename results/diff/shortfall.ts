import { groupBy, type CompareWords, reasonWords, type Texts } from '../report/index.ts'
import { isWhole, type Shortfall } from '../verdicts/index.ts'

/** Something that a run lacks, with the cells that it is so in. The sentence quotes what is untrusted. */
export interface ShortfallLine {
	readonly text: string
	readonly cells: readonly string[]
}

/** What a run does not tell, a line each: cells that broke for one reason stand together. */
export function shortfallLines(
	{ state, missing, damage, broken }: Shortfall,
	words: CompareWords,
	texts: Texts,
	quote: (text: string) => string,
): ShortfallLine[] {
	const { shortfall } = words
	return [
		...(state === undefined ? [] : [{ text: shortfall.states[state], cells: [] }]),
		...damage.map((one) => ({ text: shortfall.damaged(quote(one)), cells: [] })),
		...missing.map((one) => ({ text: quote(reasonWords(one, texts)), cells: [] })),
		...groupBy(broken, ({ reason }) => reason).map((cells) => {
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
