import {
	badgeSvg,
	csv,
	htmlOfRun,
	junitXml,
	type ReportContext,
	type Results,
	stepSummary,
	summaryMarkdown,
	terminalMatrix,
} from '#results'
import { type Context, wantsColor } from '../../context.ts'

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

/** A run as its directory tells it: what was folded, and what could not be read. */
export interface FoldedRun {
	readonly dir: string
	readonly results: Results
	readonly gaps: readonly string[]
}

/** A report in the form that was asked for; without one, for the terminal. */
export async function render(
	run: FoldedRun,
	form: Form | undefined,
	about: ReportContext,
	{ stdout, env }: Context,
): Promise<string> {
	const { dir, results, gaps } = run
	switch (form) {
		case 'json':
			return `${JSON.stringify(results, null, '\t')}\n`
		case 'markdown':
			return summaryMarkdown(results, gaps)
		case 'stepSummary':
			return stepSummary(results, { gaps })
		case 'html':
			return htmlOfRun(dir, results, about)
		case 'junit':
			return junitXml(results, gaps)
		case 'csv':
			return csv(results)
		case 'badge':
			return badgeSvg(results, gaps)
		case undefined:
			return `${terminalMatrix(results, { color: wantsColor(stdout, env), width: stdout.columns ?? 110, gaps }).trimEnd()}\n`
	}
}
