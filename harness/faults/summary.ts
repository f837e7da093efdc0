import type { Outcome } from './injection/inject.ts'
import { faultTitle } from './injection/injection.ts'

/** An injection in a line, with the command that repeats it. */
export const title = ({ injection, struck }: Outcome, seed: number, again = ''): string => {
	const { number, fault, beginning, step, cell, delayMs } = injection
	const where = `${beginning}, ${step}${cell ? ' of the second cell' : ''} + ${delayMs} ms${struck ? '' : ' (ended before)'}`
	return `#${number} ${faultTitle(fault)} · ${where} · npm run faults -- ${again}--seed ${seed} --from ${number} --count 1`
}

/** A campaign that comes too late nearly everywhere shows nothing. */
export const strikesEnough = (outcomes: readonly Outcome[]): boolean =>
	outcomes.length < 20 || outcomes.filter(({ struck }) => struck).length > outcomes.length * 0.75

/** Injections by fault and by step, and what was lost. */
export function summary(outcomes: readonly Outcome[], seed: number, again = ''): string {
	const count = (key: (outcome: Outcome) => string) => {
		const counts = new Map<string, number>()
		for (const outcome of outcomes) counts.set(key(outcome), (counts.get(key(outcome)) ?? 0) + 1)
		return [...counts]
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([what, number]) => `  ${String(number).padStart(5)}  ${what}`)
	}
	const losing = outcomes.filter(({ lost }) => lost.length > 0)
	return [
		'By fault:',
		...count(({ injection }) => faultTitle(injection.fault)),
		'By step:',
		...count(({ injection, struck }) =>
			struck ? injection.step : `${injection.step}, which the run did not come to`,
		),
		`Seed ${seed}: ${outcomes.length} injections, ${losing.length === 0 ? 'nothing lost' : `something lost in ${losing.length}`}`,
		...(strikesEnough(outcomes)
			? []
			: ['Too many came too late: the run did not come to their step. This campaign shows nothing.']),
		...losing.map((outcome) => `  ${title(outcome, seed, again)}`),
	].join('\n')
}
