/** A `--jobs` flag's number; what is wrong with it is added to `problems`. */
export function readJobs(text: string | undefined, problems: string[]): number | undefined {
	if (text === undefined) return undefined
	if (/^[1-9]\d{0,3}$/.test(text)) return Number(text)
	problems.push(`--jobs takes a whole number from 1, not '${text}'`)
	return undefined
}
