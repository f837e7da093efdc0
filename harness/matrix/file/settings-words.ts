import type { DaemonSettings } from '#results'
import type { z } from 'zod'
import { quotedList } from '../choice.ts'
import { profileKeys } from './profile-keys.ts'
import { profile } from './schema.ts'
import { closest } from './suggest.ts'

const value = (text: string): unknown => (text === 'true' ? true : text === 'false' ? false : text)

/**
 * Reads `icc=false,ignore-br-netfilter-error=1`, in the spelling of a matrix file's profiles.
 * @returns the settings, and what is wrong with the text in words.
 */
export function readDaemonSettings(text: string): { settings: DaemonSettings; problems: readonly string[] } {
	const entries = text
		.split(',')
		.filter((word) => word.trim() !== '')
		.map((word): [string, unknown] => {
			const [key = '', ...rest] = word.split('=')
			return [key.trim(), rest.length === 0 ? undefined : value(rest.join('=').trim())]
		})
	const names = Object.keys(profileKeys)
	const problems = entries.flatMap(([key, found]) => {
		if (!names.includes(key)) {
			const meant = closest(key, names)
			return [
				`no daemon setting is called "${key}"; expected one of ${quotedList(names)}${meant ? `; did you mean "${meant}"?` : ''}`,
			]
		}
		return found === undefined ? [`"${key}" has no value; write ${key}=…`] : []
	})
	if (problems.length > 0) return { settings: {}, problems }
	const read = profile.safeParse(Object.fromEntries(entries))
	if (read.success) return { settings: read.data, problems: [] }
	return {
		settings: {},
		problems: read.error.issues.map(
			(issue: z.core.$ZodIssue) => `${issue.path.join('.')}: expected ${issue.message}`,
		),
	}
}
