/** A text that may hold addresses, without the users and passwords in them: for whatever is shown, logged or recorded. */
export const withoutCredentials = (text: string): string =>
	text.replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@]*(?:@[^\s/?#@]*)*@/gi, '$1')
