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

/** pasta's look at its namespace, with room for a slow machine. */
const settlesWithin = 4_000

/**
 * How much longer a refusal may mean "not yet", in milliseconds. pasta looks once a second for ports that are newly
 * listened on in its namespace; the other port drivers are told, and are ready when the container's start returns.
 */
export function settlingTime(
	{ portDriver }: { readonly portDriver: string },
	startedAt: number | undefined,
	now = performance.now(),
): number {
	if (portDriver !== 'implicit') return 0
	return Math.max(0, (startedAt ?? now) + settlesWithin - now)
}

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
export async function mustAnswerByAll<Name extends string>(
	ways: Readonly<Record<Name, Way>>,
	record: Recorder,
	settling = 0,
): Promise<Record<Name, Answer & { kind: 'answered' }>> {
	const answers = await askWays(ways, record, settling)
	const right: Partial<Record<Name, Answer & { kind: 'answered' }>> = {}
	const wrong: string[] = []
	for (const [name, answer] of answers) {
		const { place, target, who } = ways[name as Name]
		if (answeredBy(answer, who)) right[name as Name] = answer
		else wrong.push(`${place.name} asked ${spelt(target)} for "${who}": ${inWords(answer)}`)
	}
	if (wrong.length > 0)
		throw new CheckFailed(`A published port did not answer as it should:\n${wrong.join('\n')}`)
	return right as Record<Name, Answer & { kind: 'answered' }>
}

const inWords = (answer: Answer): string =>
	`${describeAnswer(answer)}${'detail' in answer ? ` (${answer.detail})` : ''}`

async function askUntil({ place, target, who, options }: Way, settling: number) {
	const until = performance.now() + settling
	for (let asked = 1; ; asked++) {
		const answer = await place.ask(target, options)
		// Silence took its own time, and somebody else's answer will not become the right one.
		const final = answeredBy(answer, who) || answer.kind === 'answered' || answer.kind === 'timeout'
		if (final || performance.now() >= until) return { answer, asked }
	}
}
