import { type CheckForms, type Form, type FormPattern, formsOfWay, type WayOutcome } from '#results'
import { waysOf } from '#suites'

/** A text that a simple expression finds: its first alternative, with the few signs that rules use made into text. */
function sampleText(pattern: string | RegExp): string {
	if (typeof pattern === 'string') return pattern
	const text = (pattern.source.split('|')[0] ?? '')
		.replace(/^\^|\$$/g, '')
		.replace(/\\d\+/g, '3')
		.replace(/\\(.)/g, '$1')
	if (!pattern.test(text)) throw new Error(`no sample of ${String(pattern)}: ${text}`)
	return text
}

/** A form that a pattern of a known issue takes. */
export const sampleOf = (pattern: FormPattern): Form =>
	Object.fromEntries(
		Object.entries(pattern).map(([key, value]: [string, string | RegExp | readonly (string | RegExp)[]]) => [
			key,
			value instanceof RegExp || typeof value === 'string' ? sampleText(value) : value.map(sampleText),
		]),
	) as Form

/** The failure that a known issue is about, on all ways that the check may ask and the rule selects. */
export const asKnown = (forms: CheckForms, check: string): WayOutcome[] =>
	Object.keys(waysOf(check))
		// A check meets this one only where its container does not come up, and then asks no other.
		.filter((way) => way !== 'daemon' || formsOfWay(forms, way) !== undefined)
		.map((way) => {
			const [pattern] = formsOfWay(forms, way) ?? []
			return pattern === undefined ? { way, ok: true } : { way, ok: false, form: sampleOf(pattern) }
		})
