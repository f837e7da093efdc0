import { explainError, HarnessError, HostError } from '#results'
import { aptReason } from './apt-words.ts'
import { ArtifactFault, consequenceOf, explainFullDisk } from '../fault.ts'

/** The environment in which apt speaks the words that `aptReason` knows. */
export const aptWords = { LC_ALL: 'C', LANGUAGE: 'C' } as const

/**
 * The error for a failed apt, or a program that runs apt, with its own words classified. What is no program's failure (an
 * interruption, a deadline, a full disk) stays what it is.
 */
export function aptFault(
	cause: unknown,
	what: string,
	hints: { readonly absent?: string | undefined } = {},
): unknown {
	if (!(cause instanceof HostError)) return explainFullDisk(cause, what)
	const reason = aptReason(cause.output ?? '') ?? 'tool-failed'
	const isAbsent = consequenceOf(reason) === 'unavailable'
	const hint = isAbsent ? (hints.absent ?? cause.hint) : wrongHints[reason]
	return new ArtifactFault(reason, `${what} ${explainError(new HarnessError('host', cause.message))}`, {
		...(cause.output ? { output: cause.output } : {}),
		...(hint ? { hint } : {}),
		cause,
	})
}

const wrongHints: Readonly<Partial<Record<string, string>>> = {
	'wrong-sum':
		'The mirror gives other bytes than Debian signed: wait until it is in step, or use another one.',
	unauthenticated:
		'Debian’s signature could not be verified: somebody stands in between, or the keyring is out of date.',
	'html-page':
		'A log-in page or a portal of the network stands in between: open the mirror’s address in a browser.',
	'disk-full': 'Free some space where the cache is.',
}
