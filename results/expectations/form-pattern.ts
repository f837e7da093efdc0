import type { Form, WayOutcome } from '../schema/index.ts'
import { describeForm } from '../schema/index.ts'

/** A text of a form: exactly this one, or any that the expression finds something in. */
export type TextPattern = string | RegExp

type PatternOf<F> = F extends { readonly kind: infer Kind }
	? { readonly kind: Kind } & {
			readonly [Key in Exclude<keyof F, 'kind'>]: F[Key] extends string ? TextPattern : readonly TextPattern[]
		}
	: never
/** A form that a rule knows: of this kind, with these texts. */
export type FormPattern = PatternOf<Form>

/** How one way fails: in this form, or in one of several where versions or machines differ. */
export type WayForms = FormPattern | readonly FormPattern[]
/** The ways of a check that fail, by name; a `*` in a name stands for any text. A name without one goes first. */
export type CheckForms = Readonly<Record<string, WayForms>>

const textMatches = (pattern: TextPattern, text: string): boolean =>
	// Not `test`: a plug-in's pattern may be one that goes on behind its last match.
	typeof pattern === 'string' ? pattern === text : text.search(pattern) !== -1

/** A list matches when each of its texts is expected and each that is expected is there. */
const listMatches = (patterns: readonly TextPattern[], texts: readonly string[]): boolean =>
	texts.every((text) => patterns.some((pattern) => textMatches(pattern, text))) &&
	patterns.every((pattern) => texts.some((text) => textMatches(pattern, text)))

const isList = (value: unknown): value is readonly string[] => Array.isArray(value)

export function formMatches(pattern: FormPattern, form: Form): boolean {
	const [wanted, found] = [
		pattern as Readonly<Record<string, unknown>>,
		form as Readonly<Record<string, unknown>>,
	]
	return Object.entries(found).every(([key, value]) => {
		const one = wanted[key]
		if (isList(value)) return listMatches(one as readonly TextPattern[], value)
		return textMatches(one as TextPattern, String(value))
	})
}

export const alternatives = (forms: WayForms): readonly FormPattern[] =>
	Array.isArray(forms) ? (forms as readonly FormPattern[]) : [forms as FormPattern]

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
/** Whether a name of a rule's, with `*` for any text, is about a way. */
export const wayMatches = (glob: string, way: string): boolean =>
	new RegExp(`^${glob.split('*').map(escaped).join('.*')}$`).test(way)

/** What a rule says of a way; undefined when it says nothing, so that the way has to be right. */
export function formsOfWay(forms: CheckForms, way: string): readonly FormPattern[] | undefined {
	if (Object.hasOwn(forms, way)) return alternatives(forms[way] ?? [])
	const entry = Object.entries(forms).find(([name]) => name.includes('*') && wayMatches(name, way))
	return entry === undefined ? undefined : alternatives(entry[1])
}

/**
 * Whether a failure is the one that a rule knows: the ways that fail are those of the asked ones that it selects, at
 * least one and no other, each in a form that it allows. A failure that does not tell its ways is nobody's.
 */
export function failsAsKnown(forms: CheckForms, ways: readonly WayOutcome[] = []): boolean {
	const selected = ways.filter(({ way }) => formsOfWay(forms, way) !== undefined)
	return (
		selected.length > 0 &&
		ways.every((outcome) => {
			const expected = formsOfWay(forms, outcome.way)
			if (outcome.ok) return expected === undefined
			return expected?.some((pattern) => formMatches(pattern, outcome.form)) === true
		})
	)
}

const textOf = (pattern: TextPattern): string => (typeof pattern === 'string' ? pattern : String(pattern))

/** A pattern as the form that would be said of it: an expression stands between slashes. */
export function patternForm(pattern: FormPattern): Form {
	const texts = Object.entries(pattern).map(([key, value]: [string, unknown]) => [
		key,
		isList(value) ? value.map(textOf) : textOf(value as TextPattern),
	])
	return Object.fromEntries(texts) as Form
}

/** A pattern in a few words, as `describeForm` says a form. */
export const describePattern = (pattern: FormPattern): string => describeForm(patternForm(pattern))

/** The forms of one way in words, `reset or closed`. */
export const describeWayForms = (forms: WayForms): string =>
	alternatives(forms).map(describePattern).join(' or ')

/** What a rule says of a check: `host.loopback refused, peer.lan timeout or refused`. */
export const describeCheckForms = (forms: CheckForms): string =>
	Object.entries(forms)
		.map(([way, one]) => `${way} ${describeWayForms(one)}`)
		.join(', ')

/** What was found of a check's ways, the failing ones first by nature: the others held. */
export function describeWays(ways: readonly WayOutcome[] = []): string {
	const failed = ways.flatMap((outcome) =>
		outcome.ok ? [] : [`${outcome.way} ${describeForm(outcome.form)}`],
	)
	return failed.length === 0 ? 'a failure that does not say which way failed' : failed.join(', ')
}
