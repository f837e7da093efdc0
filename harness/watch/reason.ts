/** What the suites say of a check that did not come to run. */
const neverRan = 'It never ran: '

/** Why no check ran, in a sentence with its place; undefined for a message that says something else. */
export function whyNeverRan(message: string | undefined): string | undefined {
	if (message?.startsWith(neverRan) !== true) return undefined
	const why = message.slice(neverRan.length).replace(/^(?:late-checks\.[jt]s|vitest did not run): /, '')
	const [, what, place] = /\[PARSE_ERROR\] (.+)[^]*?\[ *(\S+:\d+:\d+) *\]/.exec(why) ?? []
	if (what !== undefined && place !== undefined) return `${place}: ${what.replace(/\.$/, '')}`
	return why.split('\n')[0]
}
