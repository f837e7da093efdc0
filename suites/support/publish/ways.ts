import { type Answer, describeAnswer } from '../answer.ts'
import type { Recorder } from '../check.ts'
import { answeredBy, spelt } from '../expect-answer.ts'
import { CheckFailed } from '../outcome.ts'
import type { AskOptions, Target, Vantage } from '../vantage.ts'

/** One way to a published port: from where, to where, and who is to answer there. */
export interface Way {
	readonly place: Vantage
	readonly target: Target
	readonly who: string
	readonly options?: AskOptions
}

/** By the names under which they are recorded. */
export type Ways = Readonly<Record<string, Way>>

/**
 * pasta looks once a second for ports that are newly listened on in its namespace, so what was published a moment
 * ago may still be refused; the other port drivers are told, and are ready when the container's start returns.
 */
export const settlingTime = ({ portDriver }: { readonly portDriver: string }): number =>
	portDriver === 'implicit' ? 4_000 : 0

/** Asks by every way at once, and again for `settling` milliseconds where nobody answers; records what came. */
export async function askWays(ways: Ways, record: Recorder, settling = 0): Promise<Map<string, Answer>> {
	const answers = await Promise.all(
		Object.entries(ways).map(async ([name, way]) => [name, await askUntil(way, settling)] as const),
	)
	for (const [name, { answer, asked }] of answers) {
		record.observe(name, describeAnswer(answer))
		if (answer.kind === 'answered') record.observe(`${name}.source`, answer.peer)
		if (asked > 1) record.observe(`${name}.asked`, asked)
	}
	return new Map(answers.map(([name, { answer }]) => [name, answer]))
}

/** `askWays` that fails the check with all the ways by which the right server did not answer. */
export async function mustAnswerByAll(ways: Ways, record: Recorder, settling = 0): Promise<void> {
	const wrong = [...(await askWays(ways, record, settling))].flatMap(([name, answer]) => {
		const { place, target, who } = ways[name]!
		if (answeredBy(answer, who)) return []
		const detail = 'detail' in answer ? ` (${answer.detail})` : ''
		return [`${place.name} asked ${spelt(target)} for "${who}": ${describeAnswer(answer)}${detail}`]
	})
	if (wrong.length > 0)
		throw new CheckFailed(`A published port did not answer as it should:\n${wrong.join('\n')}`)
}

async function askUntil({ place, target, who, options }: Way, settling: number) {
	const until = performance.now() + settling
	for (let asked = 1; ; asked++) {
		const answer = await place.ask(target, options)
		// Silence took its own time, and somebody else's answer will not become the right one.
		const final = answeredBy(answer, who) || answer.kind === 'answered' || answer.kind === 'timeout'
		if (final || performance.now() >= until) return { answer, asked }
	}
}
