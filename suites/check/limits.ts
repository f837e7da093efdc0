import type { Observations } from '#results'

/** In bytes of UTF-8: of one message or one text in an observation, and of all observations of a check as JSON. */
export const limits = { text: 16 * 1024, observations: 64 * 1024 } as const

const bytesOf = (text: string): number => Buffer.byteLength(text)

/** A guest's text for a message: whole, or its beginning with a note of how much is missing. */
export function cut(text: string, limit: number = limits.text): string {
	// A character has one byte at least: the rest of a text that is far too long is not even looked at.
	const head = Buffer.from(text.slice(0, limit + 1))
	if (head.length <= limit && text.length <= limit) return text
	// The last character may have been cut in two.
	const kept = head
		.subarray(0, limit)
		.toString()
		.replace(/\uFFFD$/, '')
	return `${kept}… (${bytesOf(text) - bytesOf(kept)} bytes more were cut)`
}

/** Observations that a guest wrote too much into: long texts are cut, and what is past the limit is a note of its size. */
export function cutObservations(observations: Observations): Observations {
	let left: number = limits.observations
	const fitting: Observations = {}
	const entries = Object.entries(observations)
	for (const [at, [long, value]] of entries.entries()) {
		const key = cut(long, 200)
		const short = cutTexts(value)
		const size = bytesOf(key) + bytesOf(JSON.stringify(short))
		const fits = size <= left
		fitting[key] = fits ? short : `(${size} bytes were cut)`
		left -= fits ? size : bytesOf(key) + 40
		if (left > 0) continue
		if (at + 1 < entries.length) fitting['…'] = `(${entries.length - at - 1} more observations were cut)`
		break
	}
	return fitting
}

type Json = Observations[string]

function cutTexts(value: Json): Json {
	if (typeof value === 'string') return cut(value)
	if (Array.isArray(value)) return value.map(cutTexts)
	if (typeof value !== 'object' || value === null) return value
	return Object.fromEntries(Object.entries(value).map(([key, one]) => [cut(key, 200), cutTexts(one)]))
}
