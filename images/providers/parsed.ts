/** A value as its axis understands it, or what the axis would have liked instead. */
export type Parsed<T> = { readonly value: T } | { readonly expected: string }

export const parsed = <T>(value: T): Parsed<T> => ({ value })
export const expected = (what: string): { readonly expected: string } => ({ expected: what })

/** `debian:26.1` → `['debian', '26.1']`; a value without the separator has no second half. */
export function splitAt(text: string, separator: string): readonly [string, string | undefined] {
	const at = text.indexOf(separator)
	return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)]
}
