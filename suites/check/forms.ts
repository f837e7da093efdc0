import type { FormKind } from '#results'
import type { Ways } from './definition.ts'

const answer = [
	'answered',
	'refused',
	'reset',
	'closed',
	'timeout',
	'unreachable',
	'unresolved',
	'wrong-answer',
] as const satisfies readonly FormKind[]

/** The forms in which a way may fail, by what was to happen. */
export const forms = {
	/** A round trip that should have succeeded; `answered` is somebody else. */
	answer,
	/** Nobody should have answered. */
	absent: ['answered'],
	/** An answer, with a container's start that is part of the way. */
	published: [...answer, 'daemon-refused'],
	transfer: [...answer, 'damaged'],
	datagram: ['lost', 'damaged'],
	records: [...answer, 'wrong-address', 'damaged'],
	down: ['daemon-down'],
	refused: ['daemon-refused'],
	/** What should be refused in certain words: it was taken, or refused in others. */
	refusal: ['daemon-accepted', 'daemon-refused'],
} as const satisfies Readonly<Record<string, readonly FormKind[]>>

export const eachWay = (names: readonly string[], kinds: readonly FormKind[]): Ways =>
	Object.fromEntries(names.map((name) => [name, kinds]))

/** `PREFIX.tcp`, `PREFIX.udp`, `PREFIX.icmp`, and each again with `-v6`; without a prefix: `tcp` and so on. */
export function protocolWays(
	kinds: readonly FormKind[],
	prefixes: readonly string[],
	which: readonly string[] = ['tcp', 'udp', 'icmp'],
): Ways {
	const names = prefixes.flatMap((prefix) => which.map((one) => (prefix === '' ? one : `${prefix}.${one}`)))
	return eachWay([...names, ...names.map((name) => `${name}-v6`)], kinds)
}
