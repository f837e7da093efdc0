/** How a question ended that got no answer, as the one who asked saw it. */
export type NoAnswer = 'refused' | 'reset' | 'timeout' | 'unreachable' | 'unresolved' | 'closed'

/** In this order: an inactive connection ends with an EOF notice as well. socat 1.7 and 1.8 word the rest alike. */
const signs = [
	[/Connection refused/, 'refused'],
	[/Connection reset by peer/, 'reset'],
	[/Connection timed out|inactivity timeout triggered|Operation now in progress/, 'timeout'],
	[/No route to host|Network is unreachable|Permission denied|Host is down|Protocol error/, 'unreachable'],
	[/Name or service not known|name resolution|No address associated/, 'unresolved'],
	[/is at EOF/, 'closed'],
] as const

/** What socat's notices (-d -d) say of the end, with its own words; undefined when they say nothing known. */
export function endInSocatsWords(
	stderr: string,
): { readonly kind: NoAnswer; readonly detail: string } | undefined {
	for (const [sign, kind] of signs) {
		const line = stderr.split('\n').find((text) => sign.test(text))
		if (line !== undefined) return { kind, detail: printable(line.replace(/^\S+ \S+ socat\[\d+\] /, '')) }
	}
	return undefined
}

/** Guest text in one line of at most 200 characters. */
export const printable = (text: string): string =>
	text
		.trim()
		.replace(/[^\x20-\x7e]+/g, ' ')
		.slice(0, 200)
