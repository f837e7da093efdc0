import {
	badgeSvg,
	csv,
	htmlOfRun,
	junitXml,
	stepSummary,
	summaryMarkdown,
	terminalMatrix,
	type ReportContext,
	type Results,
} from '#results'
import { type Context, wantsColor } from '../../context.ts'
import type { Form } from './form-flags.ts'

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
