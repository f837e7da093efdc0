/** A value as one writes it, and what it is where that does not speak for itself. */
export interface Example {
	readonly value: string
	readonly what?: string
}

/** `"debian:26.1", "upstream:27.5.1" or "local:DIR"` */
export function listExamples(examples: readonly Example[]): string {
	const words = examples.map(({ value, what }) => `"${value}"${what === undefined ? '' : ` (${what})`}`)
	const last = words.pop() ?? ''
	return words.length === 0 ? last : `${words.join(', ')} or ${last}`
}
