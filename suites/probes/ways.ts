import { type Answer, describeAnswer } from './answer.ts'
import type { Recorder } from '../check/recorder.ts'
import { type Answered, type Way, noteAnswer } from './expect-answer.ts'
import { type GracePeriod, toldAtOnce } from '../vantage/grace-period.ts'

export type { Way } from './expect-answer.ts'

/** By the names under which they are recorded. */
export type Ways = Readonly<Record<string, Way>>

/** Resolves when a closed port is no "not yet" any more; undefined where it never is one. */
export type Settle = (() => Promise<void>) | undefined

/** How to wait for the port driver to have seen a server that listens since then. */
export const settles = (
	{ gracePeriod }: { readonly gracePeriod: GracePeriod },
	{ startedAt }: { readonly startedAt: number | undefined },
): Settle => (gracePeriod === toldAtOnce ? undefined : () => gracePeriod.since(startedAt))

/**
 * Asks by every way at once, and once more when the port driver has settled where nobody answered before; takes down what
 * came, and returns the answers of the right servers.
 */
export async function expectAnswers<Name extends string>(
	ways: Readonly<Record<Name, Way>>,
	record: Recorder,
	settle: Settle,
): Promise<Partial<Record<Name, Answered>>> {
	const right: Partial<Record<Name, Answered>> = {}
	const asked = Object.entries<Way>(ways).map(async ([name, way]) => {
		const { answer, times } = await askSettled(way, settle)
		observeAnswer(record, name, answer, times)
		const found = noteAnswer(record, name, way, answer)
		if (found !== undefined) right[name as Name] = found
	})
	await Promise.all(asked)
	return right
}

/** Records an answer, whose source explains others. */
export function observeAnswer(record: Recorder, name: string, answer: Answer, times = 1): void {
	record.observe(name, describeAnswer(answer))
	if (answer.kind === 'answered') record.observe(`${name}.source`, answer.peer)
	if (times > 1) record.observe(`${name}.asked`, times)
}

/** Asks one way, and once more when the port driver has settled, if nobody answered before. */
export async function askSettled({ place, target, options }: Omit<Way, 'who'>, settle: Settle) {
	const answer = await place.ask(target, options)
	// Somebody else's answer will not become the right one, and silence took its own time.
	const final = answer.kind === 'answered' || answer.kind === 'timeout'
	if (final || settle === undefined) return { answer, times: 1 }
	// A driver that shows no sign of life has had longer than any look takes: what is closed then is closed.
	await settle().catch(() => undefined)
	return { answer: await place.ask(target, options), times: 2 }
}
