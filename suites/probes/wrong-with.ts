import { type Form, formText } from '#results'
import { namespaces } from '#results/model'
import { type Answer, describeAnswer } from './answer.ts'
import { lab } from '../vantage/lab.ts'

/** What was wrong with a way that a check asked: its form, and a sentence for a person. */
export interface Failure {
	readonly form: Form
	readonly words: string
}

/** The form of an answer where `who` should have answered; undefined when it was `who`, to our question. */
export function wrongWith(answer: Answer, who: string): Form | undefined {
	if (answer.kind !== 'answered') return { kind: answer.kind }
	if (answer.who !== who) return { kind: 'answered', by: formText(answer.who) }
	return answer.nonceMatches ? undefined : { kind: 'wrong-answer', found: 'another nonce' }
}

/** The form of an answer where nobody should have answered; undefined when nobody did. */
export const notAbsent = (answer: Answer): Form | undefined =>
	answer.kind === 'answered' ? { kind: 'answered', by: formText(answer.who) } : undefined

/** An answer with all that is known of it, for a message. */
export function inWords(answer: Answer): string {
	return answer.kind === 'answered'
		? `${describeAnswer(answer)}, who saw ${answer.peer}`
		: `${answer.kind} (${answer.detail})`
}

export const daemonRefused = (message: string): Form => ({
	kind: 'daemon-refused',
	words: daemonWords(message),
})

export const daemonDown = (message: string): Form => ({ kind: 'daemon-down', words: daemonWords(message) })

/**
 * The daemon's words for a form: without the ids of its objects, which differ from run to run, and with the end, where Go
 * says what was at the bottom of it.
 */
function daemonWords(message: string): string {
	const words = message
		.replace(/\b[0-9a-f]{64}\b/g, '<id>')
		.replace(/\s+/g, ' ')
		.trim()
	return words.length <= MAX_WORDS ? words : `${words.slice(0, 120)} … ${words.slice(-(MAX_WORDS - 123))}`
}

const MAX_WORDS = 300

/** The role of an address in the lab or the stack, where it has one: an address says less, and may change from run to run. */
export function roleOf(address: string, { gateway }: { readonly gateway?: string | undefined } = {}): string {
	switch (address) {
		case gateway:
			return 'bridge-gateway'
		case namespaces.slirp4netns.gateway:
			return 'slirp-gateway'
		case namespaces.slirp4netns.address:
			return 'netns'
		case lab.peerAddress:
		case lab.peerAddressV6:
			return 'peer'
		case namespaces['lxc-user-nic'].gateway:
		case lab.lanAddress:
		case lab.lanAddressV6:
			return 'vm'
		case lab.service.host:
		case lab.serviceV6:
			return 'service'
		default:
			if (address.startsWith(`${namespaces['lxc-user-nic'].network}.`)) return 'netns'
			return /^127\.|^::1$/.test(address) ? 'loopback' : formText(address, 100)
	}
}
