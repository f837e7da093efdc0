/** What a report can be printed as; the flag's name is the key. */
export const forms = {
	markdown: 'print the summary as Markdown, for a release note',
	stepSummary: 'print the summary for a CI step: Markdown of at most 1 MiB, with what is long folded away',
	html: 'print the page: one HTML file that needs no server and no network',
	junit: 'print JUnit XML: one suite a cell',
	csv: 'print one line a check, for a spreadsheet',
	badge: 'print an SVG badge',
	json: 'print the results as JSON',
} as const
export type Form = keyof typeof forms

/** `stepSummary` as it is typed. */
export const flagOf = (form: Form): string =>
	`--${form.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

export const formNames = Object.keys(forms) as Form[]
