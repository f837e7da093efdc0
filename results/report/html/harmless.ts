import { plainText } from '../words/text.ts'

/** No text of a record is longer on a page. */
export const letters = 2000

/** The same with all its text plain: that of a record or of a matrix file may stand in any of it. */
export function harmless<T>(value: T): T {
	if (typeof value === 'string') return plainText(value, letters) as T
	if (Array.isArray(value)) return value.map(harmless) as T
	if (typeof value !== 'object' || value === null) return value
	return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, harmless(one)])) as T
}
