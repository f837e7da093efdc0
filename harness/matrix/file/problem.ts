import { ConfigurationError, refusedAddress, withoutCredentials } from '#results'

/** One thing wrong with a matrix file, and where. Lines and columns count from 1. */
export interface Problem {
	readonly line: number
	readonly column: number
	/** `cells[2].network`; empty for the file as a whole. */
	readonly path: string
	readonly message: string
	readonly suggestion?: string | undefined
}

/** `["cells", 2, "network"]` → `cells[2].network` */
export const showPath = (path: readonly PropertyKey[]): string =>
	path.reduce<string>((text, key) => {
		if (typeof key === 'number') return `${text}[${key}]`
		return text === '' ? String(key) : `${text}.${String(key)}`
	}, '')

/** Each text in it was refused as an address, its keys included. */
const asRefused = (_: string, value: unknown): unknown => {
	if (typeof value === 'string') return refusedAddress(value)
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
	return Object.fromEntries(Object.entries(value).map(([key, inner]) => [refusedAddress(key), inner]))
}

/**
 * What was found, on one line, short. It may end in a log of a CI, so that it has no password: users and passwords of
 * addresses are left out, and whatever might be one in what `mayHoldPassword`.
 */
export function show(value: unknown, { mayHoldPassword = false } = {}): string {
	if (value === undefined) return 'nothing'
	const whole = JSON.stringify(value, mayHoldPassword ? asRefused : undefined) ?? typeof value
	const json = withoutCredentials(whole)
	return json.length > 60 ? `${json.slice(0, 57)}…` : json
}

const line = (file: string, { line, column, path, message, suggestion }: Problem): string =>
	`  ${file}:${line}:${column}: ${path === '' ? '' : `${path}: `}${message}${
		suggestion === undefined ? '' : `; did you mean "${suggestion}"?`
	}`

/** A matrix file with problems: all of them, each with its place. */
export class MatrixFileError extends ConfigurationError {
	static override readonly name: string = 'MatrixFileError'
	readonly file: string
	readonly problems: readonly Problem[]

	constructor(file: string, problems: readonly Problem[]) {
		const sorted = [...problems].sort((a, b) => a.line - b.line || a.column - b.column)
		const count = sorted.length === 1 ? '1 problem' : `${sorted.length} problems`
		super([`${file} has ${count}:`, ...sorted.map((problem) => line(file, problem))].join('\n'), {
			hint: 'No VM was started.',
		})
		this.file = file
		this.problems = sorted
	}
}
