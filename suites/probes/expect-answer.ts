import type { Answer } from './answer.ts'
import type { Recorder } from '../check/recorder.ts'
import { ControlFailed } from '../check/outcome.ts'
import { ping } from './ping.ts'
import type { AskOptions, Target, Vantage } from '../vantage/vantage.ts'
import { inWords, notAbsent, wrongWith } from './wrong-with.ts'

const label = ({ host, port }: Target): string =>
	host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`

export type Answered = Answer & { kind: 'answered' }
type Ways = Pick<Recorder, 'way'>

/** Whether it was this server, and this question. */
export function answeredBy(answer: Answer, who: string): answer is Answered {
	return wrongWith(answer, who) === undefined
}

/** From where a question is asked, and whom. */
export interface Question {
	readonly place: Vantage
	readonly target: Target
	readonly options?: AskOptions | undefined
}

/** A question that `who` is to answer. */
export interface Way extends Question {
	readonly who: string
}

/** Takes down a way's answer as right when it was the server `who`'s, which it returns; else as what it was. */
export function noteAnswer(
	record: Ways,
	name: string,
	{ place, target, who }: Omit<Way, 'options'>,
	answer: Answer,
): Answered | undefined {
	const form = wrongWith(answer, who)
	const words = `${place.name} asked ${label(target)}: expected "${who}" to answer, found: ${inWords(answer)}`
	record.way(name, form && { form, words })
	return form === undefined ? (answer as Answered) : undefined
}

/** Asks, and takes down the way as right only when the server `who` answers. */
export async function expectAnswer(record: Ways, name: string, way: Way): Promise<Answered | undefined> {
	return noteAnswer(record, name, way, await way.place.ask(way.target, way.options))
}

/** The control of a check that proves an absence: the same server answers somebody. @throws ControlFailed */
export async function mustBeAlive(
	place: Vantage,
	target: Target,
	who: string,
	options?: AskOptions,
): Promise<Answer> {
	const answer = await place.ask(target, options)
	if (answeredBy(answer, who)) return answer
	throw new ControlFailed(`${place.name} asked ${label(target)} for "${who}", found: ${inWords(answer)}`)
}

export type Protocol = 'tcp' | 'udp' | 'icmp'
/** Everything that a way may be open to. */
export const allProtocols = ['tcp', 'udp', 'icmp'] as const satisfies readonly Protocol[]

/** A nonce round trip over TCP or UDP; over ICMP an echo, which tells no name: it is the address's `owner` who answers. */
export async function reach(
	place: Vantage,
	target: Target,
	protocol: Protocol,
	{
		seconds,
		owner = target.host,
	}: { readonly seconds?: number | undefined; readonly owner?: string | undefined } = {},
): Promise<Answer> {
	if (protocol !== 'icmp') return place.ask(target, { protocol, seconds })
	const { answered, unreachable, ms } = await ping(place, target.host, { seconds })
	if (answered > 0) return { kind: 'answered', who: owner, peer: '-', nonceMatches: true, ms }
	return { kind: unreachable ? 'unreachable' : 'timeout', detail: 'no echo came back', ms }
}

/** mustBeAlive over any protocol. @throws ControlFailed */
export async function mustReach(
	place: Vantage,
	target: Target,
	who: string,
	protocol: Protocol,
): Promise<Answer> {
	if (protocol !== 'icmp') return mustBeAlive(place, target, who, { protocol })
	const answer = await reach(place, target, protocol, { owner: who })
	if (answer.kind === 'answered') return answer
	throw new ControlFailed(`${place.name} sent ICMP echoes to ${target.host}, found: ${inWords(answer)}`)
}

/**
 * Asks, and takes down the way as right only when nobody answers. The wait is a multiple of the time that `control`, the
 * same server's answer to somebody who may ask, took: slowness must not look like a shut door. `patience` is the least
 * wait, in seconds.
 */
export async function expectNoAnswer(
	record: Ways,
	name: string,
	{ place, target, protocol = 'tcp' }: Question & { readonly protocol?: Protocol },
	control: Answer,
	{ patience = 4 } = {},
): Promise<Answer> {
	const owner = control.kind === 'answered' ? control.who : undefined
	const answer = await reach(place, target, protocol, { seconds: waitFor(control, patience), owner })
	const form = notAbsent(answer)
	const what = protocol === 'tcp' ? label(target) : `${label(target)} over ${protocol.toUpperCase()}`
	const words = `${place.name} asked ${what}: expected no answer, found: ${inWords(answer)}`
	record.way(name, form && { form, words })
	return answer
}

/** Seconds. */
const waitFor = ({ ms }: Answer, patience: number): number => Math.max(patience, Math.ceil((ms * 4) / 1000))

/** `tcp` → `tcp-v6` where the address is one of IPv6. */
export const wayName = (protocol: Protocol, host: string): string =>
	host.includes(':') ? `${protocol}-v6` : protocol
