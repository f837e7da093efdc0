import { type Results, stabilityOf, stabilityText } from '#results'
import type { Context } from '../../context.ts'

/** A run that came to its end. */
export interface Ended {
	readonly exitCode: number
	readonly results: Results
}

/** The gravest first: a user's wish to stop, what broke, what failed. */
const gravest = [130, 3, 1, 0]

/** How often all of it is run. */
export interface HowOften {
	/** Default: once. */
	readonly times?: number | undefined
	/** Until so many checks have given an answer that says something of the product. */
	readonly untilAnswers?: number | undefined
}

/**
 * Runs several times, one after the other, and says how stable the answers were. A check that answers now so and now so is
 * exit code 1 though each of its runs was green. An interrupted run is the last one, and so is one without an answer where
 * answers are counted: the next ones would have none either.
 */
export async function repeat(
	{ times = 1, untilAnswers }: HowOften,
	run: () => Promise<Ended>,
	{ stderr, interrupts: { signal } }: Context,
): Promise<number> {
	const ended: Ended[] = []
	const answers = (runs: readonly Ended[]) => stabilityOf(runs.map(({ results }) => results)).answers
	const isEnough = (): boolean => {
		if (untilAnswers === undefined) return ended.length >= times
		const last = ended.at(-1)
		if (last === undefined) return false
		if (answers([last]) > 0) return answers(ended) >= untilAnswers
		stderr.write('No check of this run gave an answer: it is not run again.\n')
		return true
	}
	const isSeveral = times > 1 || untilAnswers !== undefined
	while (!signal.aborted && !isEnough()) {
		if (untilAnswers !== undefined)
			stderr.write(`Run ${ended.length + 1}, after ${answers(ended)} of ${untilAnswers} answers\n`)
		else if (isSeveral) stderr.write(`Run ${ended.length + 1} of ${times}\n`)
		ended.push(await run())
	}
	const stability = stabilityOf(ended.map(({ results }) => results))
	if (isSeveral) stderr.write(`\n${stabilityText(stability)}`)
	const codes = ended.map(({ exitCode }) => exitCode)
	if (stability.odd > 0) codes.push(1)
	return gravest.find((code) => codes.includes(code)) ?? 3
}
