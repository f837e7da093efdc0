import { z } from 'zod'
import { type StackPart, stackParts } from '../model/index.ts'
import { brNetfilterState, form, knownIssue, portDriver } from '../schema/index.ts'
import { compareVersions, inRange, type VersionKind, type VersionRange } from '../versions/index.ts'
import { alternatives, type FormPattern, type TextPattern } from './form-pattern.ts'
import { networkDrivers } from './rule.ts'

const quoted = (words: readonly string[]): string => words.map((word) => `"${word}"`).join(', ')

/** An object with these keys and no other. Messages of issues say what was expected, as the matrix file's do. */
const only = <Shape extends z.ZodRawShape>(shape: Shape, what = 'an object') =>
	z.strictObject(shape, {
		error: ({ code }) =>
			code === 'unrecognized_keys'
				? `one of ${quoted(Object.keys(shape))}`
				: `${what} with ${quoted(Object.keys(shape))}`,
	})

const words = z.string('a text').min(1, 'a text that is not empty')

/** A list with something in it: an empty one holds nowhere. */
const some = <Item extends z.ZodType>(item: Item, what: string) => z.array(item, what).min(1, what)
const oneOf = <const Words extends readonly [string, ...string[]]>(of: Words) =>
	some(z.enum(of, `one of ${quoted(of)}`), `a list of ${quoted(of)}`)
const texts = some(words, 'a list of texts')
const flags = some(z.boolean('true or false'), 'a list of true or false')

/** One, or a list of several. */
const oneOrMore = <Item extends z.ZodType>(item: Item, what: string) =>
	z.preprocess((value): unknown[] => (Array.isArray(value) ? value : [value]), some(item, what))

const isReadable = (kind: VersionKind, version: string): boolean =>
	compareVersions(kind, version, version) !== undefined

const examples: Readonly<Record<VersionKind, string>> = {
	program: '27.5.1',
	passt: '2024_10_30',
	kernel: '6.12',
}

function ranges(kind: VersionKind) {
	const version = z
		.string(`a version such as "${examples[kind]}"`)
		.refine((text) => isReadable(kind, text), `a version such as "${examples[kind]}"`)
		.optional()
	const range = only({ from: version, before: version }, 'a range')
		.refine(
			(ends) => Object.values(ends).some((end) => end !== undefined),
			'a range with "from", "before" or both',
		)
		.refine(hasVersions(kind), '"from" to be older than "before"')
	return oneOrMore(range, 'a range of versions, or a list of them').optional()
}

const hasVersions =
	(kind: VersionKind) =>
	({ from, before }: VersionRange): boolean =>
		from === undefined ||
		before === undefined ||
		// What is wrong with each end is said there.
		!isReadable(kind, from) ||
		!isReadable(kind, before) ||
		inRange(kind, from, { before }) === true

const versions = Object.fromEntries(
	Object.entries(stackParts).map(([part, kind]) => [part, ranges(kind)]),
) as Record<StackPart, ReturnType<typeof ranges>>

const when = only(
	{
		axes: only({
			brNetfilter: oneOf(brNetfilterState.options as [string, ...string[]]).optional(),
			portDriver: oneOf(portDriver.options as [string, ...string[]]).optional(),
			network: oneOf(networkDrivers).optional(),
			guest: texts.optional(),
			cmdlineWord: texts.optional(),
			moduleAbsent: texts.optional(),
		}).optional(),
		daemon: only({
			icc: flags.optional(),
			userlandProxy: flags.optional(),
			ignoreBrNetfilterError: some(z.string('a text'), 'a list of texts').optional(),
			ipv6: flags.optional(),
			disableHostLoopback: flags.optional(),
			rootlesskitIpv6: flags.optional(),
			mtu: some(
				z.union([z.int(), z.literal('default')], 'a number of bytes or "default"'),
				'a list of numbers of bytes or "default"',
			).optional(),
		}).optional(),
		versions: only(versions).optional(),
	},
	'conditions',
)

const text = z.custom<TextPattern>(
	(value) => typeof value === 'string' || value instanceof RegExp,
	'a text or a regular expression',
)

/** Each kind with exactly its own texts: a pattern that lacks one would match any. */
const patterns = form.options.map(({ shape }) => {
	const { kind, ...others } = shape
	const texts = Object.entries(others).map(([key, type]) => [
		key,
		(type as z.ZodType) instanceof z.ZodArray ? some(text, 'a list of texts or regular expressions') : text,
	])
	return only({ kind, ...(Object.fromEntries(texts) as Record<string, typeof text>) }, 'a form')
})
const kinds = form.options.map(({ shape }) => shape.kind.value)
const pattern = z.discriminatedUnion('kind', patterns as [(typeof patterns)[number]], {
	error: `a form whose "kind" is one of ${quoted(kinds)}`,
})

const named = <Value extends z.ZodType>(value: Value, what: string) =>
	z
		.record(z.string(), value, what)
		.refine((record) => typeof record !== 'object' || Object.keys(record).length > 0, what)

/** Whether a text of a pattern says nothing: an expression that finds something in texts without a character in common. */
const saysNothing = (value: unknown): boolean =>
	Array.isArray(value)
		? value.some(saysNothing)
		: value instanceof RegExp && ['q', '7', '~', 'é'].every((one) => one.search(value) !== -1)

/** What holds in every cell, for any failure of its kind, would excuse what nobody has seen yet. */
function refuseExcusesOfAll({ when, checks }: Parsed, context: z.core.$RefinementCtx): void {
	if (Object.values(when).some((part) => Object.values(part ?? {}).some((one) => one !== undefined))) return
	for (const [check, forms] of Object.entries(checks))
		for (const [way, one] of Object.entries(forms))
			for (const pattern of alternatives(one as FormPattern[]))
				if (Object.values(pattern).some(saysNothing))
					context.addIssue({
						code: 'custom',
						path: ['checks', check, way],
						message: 'a condition in `when`, or a pattern that does not match every text',
					})
}

const rule = only({
	id: words,
	title: words,
	because: words,
	see: z.url({ protocol: /^https?$/, error: 'an address such as https://example.com/tickets/1' }),
	severity: z.enum(knownIssue.shape.severity.options, `one of ${quoted(knownIssue.shape.severity.options)}`),
	since: words.optional(),
	fixed: words.optional(),
	seen: z.enum(['elsewhere', 'read'], 'one of "elsewhere", "read"').optional(),
	when,
	checks: named(
		named(oneOrMore(pattern, 'a form, or a list of forms'), 'ways, each with the forms in which it fails'),
		'ids of checks, each with its ways',
	),
	expect: z.literal('fail', '"fail"').optional(),
	precedes: z.array(words, 'a list of ids of rules').optional(),
})
type Parsed = z.infer<typeof rule>

/** A rule as a plug-in gives it; `expect` may be left out. Whether its checks and ways exist, the catalogue says. */
export const ruleSchema = rule.superRefine(refuseExcusesOfAll)
