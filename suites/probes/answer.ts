import { GuestCommandError } from '#results/errors'
import { assertSoundMachine } from '../check/trouble/machine-trouble.ts'
import { type NoAnswer, endInSocatsWords, printable } from './socat-words.ts'

/** What a probe's question came to, as the one who asked saw it. */
export type Answer = { readonly ms: number } & (
	| {
			readonly kind: 'answered'
			/** The server's own name. */
			readonly who: string
			/** The address of the asker as the server saw it. */
			readonly peer: string
			readonly nonceMatches: boolean
	  }
	| {
			/** `closed`: accepted, then closed without an answer. `timeout`: neither an answer nor an end. */
			readonly kind: NoAnswer
			/** socat's own words. */
			readonly detail: string
	  }
)

export interface ProbeOutput {
	readonly stdout: string
	readonly stderr: string
	readonly code: number
	readonly ms: number
}

/**
 * Reads what `probe/ask` printed.
 * @throws GuestCommandError when it says nothing known: the tool broke, which says nothing about the product.
 */
export function parseAnswer({ stdout, stderr, code, ms }: ProbeOutput, nonce: string): Answer {
	const answered = /^(\S+) (\S+) (\S+)\n?$/.exec(stdout)
	if (answered) {
		const [, who = '', peer = '', echoed] = answered
		return { kind: 'answered', who, peer: normalAddress(peer), nonceMatches: echoed === nonce, ms }
	}
	if (stdout.trim() !== '')
		return { kind: 'answered', who: printable(stdout), peer: '-', nonceMatches: stdout.includes(nonce), ms }
	assertSoundMachine('the probe', stderr)
	const end = endInSocatsWords(stderr)
	if (end !== undefined) return { ...end, ms }
	throw new GuestCommandError(`The probe ended with ${code} and said nothing that tells an answer`, {
		output: stderr.slice(-2000),
		hint: 'Is socat in that place, and is /probe whole?',
	})
}

/** socat prints IPv6 in brackets with every zero, and an IPv4 client of an IPv6 socket as a mapped address. */
export function normalAddress(text: string): string {
	const bare = text.replace(/^\[(.*)\]$/, '$1')
	if (!bare.includes(':')) return bare
	const canonical = URL.canParse(`http://[${bare}]/`)
		? new URL(`http://[${bare}]/`).hostname.slice(1, -1)
		: bare
	const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical)
	if (!mapped) return canonical
	const [high, low] = [parseInt(mapped[1]!, 16), parseInt(mapped[2]!, 16)]
	return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

/** An answer in a few words, for messages and observations. */
export function describeAnswer(answer: Answer): string {
	if (answer.kind !== 'answered') return answer.kind
	return answer.nonceMatches ? `answered by ${answer.who}` : `answered by ${answer.who}, with another nonce`
}
