import { inspect } from 'node:util'
import type { z } from 'zod'
import { ruleSchema } from './rule-schema.ts'

type Path = readonly PropertyKey[]

/** Where a list may stand for one, the schema counts the one as the first of a list. */
const step = (value: unknown, key: PropertyKey): unknown =>
	typeof key === 'number' && !Array.isArray(value)
		? value
		: (value as Record<PropertyKey, unknown> | undefined)?.[key]

function placeOf(rule: unknown, path: Path): { readonly key: string; readonly found: unknown } {
	let [key, found] = ['', rule]
	for (const part of path) {
		if (typeof part !== 'number')
			key += /^[\w-]+$/.test(String(part)) ? `.${String(part)}` : `[${JSON.stringify(part)}]`
		else if (Array.isArray(found)) key += `[${part}]`
		found = step(found, part)
	}
	return { key: key.replace(/^\./, ''), found }
}

const show = (value: unknown): string => {
	const text = inspect(value, { depth: 1, breakLength: Infinity })
	return text.length <= 80 ? text : `${text.slice(0, 79)}…`
}

function problem(rule: unknown, path: Path, expected: string): string {
	const { key, found } = placeOf(rule, path)
	return `\`${key}\`: ${found === undefined ? `missing; expected ${expected}` : `expected ${expected}, found ${show(found)}`}`
}

const problemsOf = (rule: unknown, issue: z.core.$ZodIssue): string[] =>
	issue.code === 'unrecognized_keys'
		? issue.keys.map(
				(key) => `\`${placeOf(rule, [...issue.path, key]).key}\`: unknown key; expected ${issue.message}`,
			)
		: [problem(rule, issue.path, issue.message)]

/** What is wrong with a rule of a plug-in, a phrase for each key; JavaScript has no compiler to say it. */
export const ruleProblems = (rule: unknown): readonly string[] =>
	ruleSchema.safeParse(rule).error?.issues.flatMap((issue) => problemsOf(rule, issue)) ?? []
