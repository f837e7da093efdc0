/**
 * A text that may hold addresses, without the users and passwords in them: for whatever is shown, logged or recorded. Of
 * what is no valid address, nobody knows where a password ends: all up to the last `@` of the word is left out.
 */
export const withoutCredentials = (text: string): string =>
	text.replace(
		/\b([a-z][a-z0-9+.-]{0,30}:\/\/)(\S*)/gi,
		(_, scheme: string, rest: string) =>
			scheme + (URL.canParse(scheme + rest) ? withoutUsers(rest) : rest.replace(/^.*@/, '')),
	)

/** Of this address, and of others in the same word. */
const withoutUsers = (rest: string): string =>
	rest
		.replace(/^[^/?#@]*(?:@[^/?#@]*)*@/, '')
		.replace(/\b([a-z][a-z0-9+.-]{0,30}:\/\/)[^/?#@]*(?:@[^/?#@]*)*@/gi, '$1')

/**
 * One address that was refused, or what was given instead of one: all between the scheme and the last `@` is left out,
 * blanks and quotes included.
 */
export const refusedAddress = (text: string): string =>
	text.replace(/^(\s*[a-z][a-z0-9+.-]*:\/\/)?[^]*@/i, '$1')

/** Behind blanks as well, since lines are trimmed, and are wrapped there; between Chinese letters they are wrapped as well. */
const workflowCommand = /(?<![^\s\u2e80-\ua4cf\uff00-\uff60])::(?=[a-z])|##(?=\[|vso\[|teamcity\[)/gi

/**
 * Text of which a CI takes nothing for a command to itself: GitHub's `::error::`, its older `##[error]`, Azure's `##vso[…]`,
 * TeamCity's `##teamcity[…]`. An address has no second `::` behind its first.
 */
export function withoutCommands(text: string): string {
	const last = text.lastIndexOf('::')
	return text.replace(workflowCommand, (sign, at: number) =>
		sign === '##' || at < last ? [...sign].join(' ') : sign,
	)
}
