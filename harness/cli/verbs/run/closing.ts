import { renderReport, type ReportedRun, type ReportId, type RunExitCode } from '#results'

/** What stands at the end of a run: the reports, where everything lies, and how it ended. */
export async function closing(
	run: ReportedRun,
	ended: string,
	{
		printed,
		next = [],
		took,
	}: {
		readonly printed: readonly ReportId[]
		readonly next?: readonly string[] | undefined
		readonly took?: string | undefined
	},
): Promise<string> {
	const { dir } = run
	const reports: string[] = []
	for (const form of printed) reports.push(await renderReport(form, run))
	return [
		'',
		...reports,
		...(took === undefined ? [] : [`Time:      ${took}`]),
		`Report:    ${dir}/report/index.html`,
		`Summary:   ${dir}/summary.md`,
		`Results:   ${dir}/results.json`,
		`Evidence:  ${dir}/cells/`,
		'',
		...(next.length === 0 ? [] : ['Next:', ...next, '']),
		ended,
		'',
	].join('\n')
}

export const exitMeaning: Record<RunExitCode, string> = {
	0: 'Exit code 0: no check failed, except as a known issue says.',
	1: 'Exit code 1: something failed, or (with --strict) a known issue is fixed or a cell could not be tried; see the matrix.',
	3: 'Exit code 3: the results are incomplete; see the cells marked ERROR, or nothing could be tested.',
	130: 'Interrupted: cells that had ended are recorded; the same command with --resume runs the others.',
}
