import {
	headlineOf,
	type Language,
	plural,
	renderReport,
	type ReportedRun,
	type ReportId,
	type Results,
	type RunExitCode,
} from '#results'
import { oneLine } from '../../view/one-line.ts'

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
	const words = closingWords[run.language ?? 'en']
	return [
		'',
		...reports,
		...(took === undefined ? [] : [`${words.time}${took}`]),
		`${words.report}${dir}/report/index.html`,
		`${words.summary}${dir}/summary.md`,
		`${words.results}${dir}/results.json`,
		`${words.evidence}${dir}/cells/`,
		'',
		...(next.length === 0 ? [] : [words.next, ...next, '']),
		ended,
		'',
	].join('\n')
}

/** How many reasons are said. */
const MAX_REASONS = 3

/** What stands at the end of a quiet run: a line, with the reasons where nothing was tested, and how it ended. */
export function quietClosing(results: Results, ended: string): string {
	const { key, sentence } = headlineOf(results)
	const reasons = [...new Set(results.cells.flatMap(({ reason }) => reason ?? []))]
	const said = key === 'nothing' ? reasons.slice(0, MAX_REASONS) : []
	const others = key === 'nothing' ? reasons.length - said.length : 0
	return [
		sentence,
		...said.map((reason) => `  ${oneLine(reason)}`),
		...(others === 0 ? [] : [`  and ${plural(others, 'other reason')}`]),
		ended,
		'',
	].join('\n')
}

const english = {
	time: 'Time:      ',
	report: 'Report:    ',
	summary: 'Summary:   ',
	results: 'Results:   ',
	evidence: 'Evidence:  ',
	next: 'Next:',
	exit: {
		0: 'Exit code 0: no check failed, except as a known issue says.',
		1: 'Exit code 1: something failed, or (with --strict) a known issue is fixed or a cell could not be tried; see the matrix.',
		3: 'Exit code 3: the results are incomplete; see the cells marked ERROR, or nothing could be tested.',
		130: 'Interrupted: cells that had ended are recorded; the same command with --resume runs the others.',
	} satisfies Record<RunExitCode, string>,
}

const chinese: typeof english = {
	time: '用时：',
	report: '报告：',
	summary: '摘要：',
	results: '结果：',
	evidence: '证据：',
	next: '下一步：',
	exit: {
		0: '退出码 0：除已知问题外，没有检查失败。',
		1: '退出码 1：有检查失败，或者（使用 --strict 时）已知问题已修复、有配置未能测试；见上面的矩阵。',
		3: '退出码 3：结果不完整；见标为“出错”的配置，或者什么都未能测试。',
		130: '已中断：已结束的配置都有记录；以同一命令加 --resume 运行其余的配置。',
	},
}

const closingWords: Readonly<Record<Language, typeof english>> = { en: english, zh: chinese }

export const exitMeaning = (code: RunExitCode, language: Language = 'en'): string =>
	closingWords[language].exit[code]
