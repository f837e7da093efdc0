import { ConfigurationError, withoutCredentials } from '#results/errors'

/** What a function was called with and does not take: JavaScript has no types to tell. */
export function notExpected(called: string, expected: string, found: unknown): ConfigurationError {
	const text = withoutCredentials(JSON.stringify(found) ?? typeof found)
	const short = text.length > 60 ? `${text.slice(0, 57)}…` : text
	return new ConfigurationError(`${called}: expected ${expected}, found ${short}`, {
		hint: 'See docs/guide/library.md of the repository.',
	})
}
