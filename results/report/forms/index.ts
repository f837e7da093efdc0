import { listed } from './report.ts'

export type { Language, Need, ReportContext, ReportForm, ReportScreen } from './report.ts'

/**
 * Every form of report: the flags of `rootless-matrix report`, and the files of a run, in this order. Forms are loaded
 * when they are asked for; this list is all that `--help` loads.
 */
export const reportForms = [
	listed('json', 'print the results as JSON', () => import('./json.ts'), 'results.json'),
	listed(
		'markdown',
		'print the summary as Markdown, for a release note',
		() => import('./markdown.ts'),
		'summary.md',
	),
	listed(
		'html',
		'print the page: one HTML file that needs no server and no network',
		() => import('./html.ts'),
		'report/index.html',
	),
	listed('junit', 'print JUnit XML: one suite a cell', () => import('./junit.ts'), 'junit.xml'),
	listed(
		'stepSummary',
		'print the summary for a CI step: Markdown of at most 1 MiB, with what is long folded away',
		() => import('./step-summary.ts'),
	),
	listed('github', 'print annotations for a step of GitHub Actions', () => import('./github.ts')),
	listed('csv', 'print one line a check, for a spreadsheet', () => import('./csv.ts')),
	listed('badge', 'print an SVG badge', () => import('./badge.ts')),
	listed('card', 'print an SVG card: what the run says of each Docker', () => import('./card.ts')),
	listed('terminal', 'print the matrix as a terminal shows it (the default)', () => import('./terminal.ts')),
] as const

export type ReportId = (typeof reportForms)[number]['id']
