/** Quotes one word for a POSIX shell; plain words stay as they are, for the reader of a log. */
export function shellQuote(word: string): string {
	return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
