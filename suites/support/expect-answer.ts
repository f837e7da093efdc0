import { type Answer, describeAnswer } from './answer.ts'
import { CheckFailed, ControlFailed } from './outcome.ts'
import type { Target, Vantage } from './vantage.ts'

export const spelt = ({ host, port }: Target): string =>
	host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`

/** Whether it was this server, and this question. */
export function answeredBy(answer: Answer, who: string): answer is Answer & { kind: 'answered' } {
	return answer.kind === 'answered' && answer.who === who && answer.nonceMatches
}

/** Asks, and fails the check unless the server `who` answers. */
export async function mustAnswer(
	place: Vantage,
	target: Target,
	who: string,
): Promise<Answer & { kind: 'answered' }> {
	const answer = await place.ask(target)
	if (answeredBy(answer, who)) return answer
	throw new CheckFailed(
		`${place.name} asked ${spelt(target)}: expected "${who}" to answer, found: ${inWords(answer)}`,
	)
}

/** The control of a check that proves an absence: the same server answers somebody. @throws ControlFailed */
export async function mustBeAlive(place: Vantage, target: Target, who: string): Promise<Answer> {
	const answer = await place.ask(target)
	if (answeredBy(answer, who)) return answer
	throw new ControlFailed(`${place.name} asked ${spelt(target)} for "${who}", found: ${inWords(answer)}`)
}

/**
 * Asks, and fails the check when anybody answers. The wait is a multiple of the time that `control`, the same
 * server's answer to somebody who may ask, took: slowness must not look like a shut door. `patience` is the least
 * wait, in seconds.
 */
export async function mustNotAnswer(
	place: Vantage,
	target: Target,
	control: Answer,
	{ patience = 4 } = {},
): Promise<Answer> {
	const seconds = Math.max(patience, Math.ceil((control.ms * 4) / 1000))
	const answer = await place.ask(target, { seconds })
	if (answer.kind !== 'answered') return answer
	throw new CheckFailed(`${place.name} asked ${spelt(target)}: expected no answer, found: ${inWords(answer)}`)
}

function inWords(answer: Answer): string {
	return answer.kind === 'answered'
		? `${describeAnswer(answer)}, who saw ${answer.peer}`
		: `${answer.kind} (${answer.detail})`
}
