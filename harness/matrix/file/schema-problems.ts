import { axisNames, type Axes } from '#results'
import type { z } from 'zod'
import { axisWords } from '../axes.ts'
import { quotedList } from '../choice.ts'
import { coverages } from '../plan/matrix.ts'
import { show, showPath, type Problem } from './problem.ts'
import { keysAt } from './schema.ts'
import { closest } from './suggest.ts'
import type { YamlSource } from './yaml-source.ts'

const axisOf = (path: readonly PropertyKey[]): keyof Axes | undefined =>
	path[0] === 'daemons' ? undefined : axisNames.find((axis) => path.includes(axis))

function suggestionFor(path: readonly PropertyKey[], found: unknown): { suggestion?: string } {
	if (typeof found !== 'string') return {}
	const axis = axisOf(path)
	const words = axis ? axisWords[axis] : path[0] === 'coverage' ? coverages : undefined
	const suggestion = words && closest(found, words)
	return suggestion === undefined || suggestion === found ? {} : { suggestion }
}

function unknownKey(source: YamlSource, path: readonly PropertyKey[], key: string): Problem {
	const known = keysAt(path)
	const suggestion = closest(key, known)
	const where = path.length === 0 ? 'here' : `in ${showPath(path)}`
	return {
		...source.keyPlace(path, key),
		path: showPath([...path, key]),
		message: `unknown key ${where}; expected one of ${quotedList(known)}`,
		suggestion,
	}
}

function expectedBy(issue: z.core.$ZodIssue): string {
	if (issue.code === 'invalid_key') return 'a profile name of up to 40 letters, digits, ".", "_" and "-"'
	if (issue.code === 'invalid_type' && issue.expected === 'object') return 'a map of keys and values'
	// Zod's own words for a type, where the schema has none: "Invalid input: expected object, received string".
	return /expected ([^,]+), received/.exec(issue.message)?.[1] ?? issue.message
}

/** What zod found, in the file's terms: where it is, what was expected, what stands there. */
export function problemsOf(issues: readonly z.core.$ZodIssue[], source: YamlSource): Problem[] {
	return issues.flatMap((issue): Problem[] => {
		if (issue.code === 'unrecognized_keys')
			return issue.keys.map((key) => unknownKey(source, issue.path, key))
		const found = issue.code === 'invalid_key' ? issue.path.at(-1) : source.at(issue.path)
		const path = source.real(issue.path)
		const missing = found === undefined ? 'missing; ' : ''
		const foundText =
			found === undefined ? '' : `, found ${show(found, { mayHoldPassword: path[0] === 'mirrors' })}`
		return [
			{
				...(issue.code === 'invalid_key'
					? source.keyPlace(path.slice(0, -1), String(path.at(-1)))
					: source.place(path)),
				path: showPath(path),
				message: `${missing}expected ${expectedBy(issue)}${foundText}`,
				...suggestionFor(path, found),
			},
		]
	})
}
