import { type Results, stabilityOf, stabilityText } from '#results'
import type { Context } from '../../context.ts'

/** A run that came to its end. */
export interface Ended {
	readonly exitCode: number
	readonly results: Results
}

/** The gravest first: a user's wish to stop, what broke, what failed. */
const gravest = [130, 3, 1, 0]

/**
 * Runs so many times, one after the other, and says how stable the answers were. A check that answers now so and now so is
 * exit code 1 though each of its runs was green. An interrupted run is the last one.
 */
export async function repeat(
	count: number,
	run: () => Promise<Ended>,
	{ stderr, interrupts: { signal } }: Context,
): Promise<number> {
	const ended: Ended[] = []
	while (ended.length < count && !signal.aborted) {
		if (count > 1) stderr.write(`Run ${ended.length + 1} of ${count}\n`)
		ended.push(await run())
	}
	if (count > 1) stderr.write(`\n${stabilityText(stabilityOf(ended.map(({ results }) => results)))}`)
	const codes = ended.map(({ exitCode }) => exitCode)
	if (stabilityOf(ended.map(({ results }) => results)).odd > 0) codes.push(1)
	return gravest.find((code) => codes.includes(code)) ?? 3
}
