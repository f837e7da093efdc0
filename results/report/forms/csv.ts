import { axesSpokenOf, type Axes, axisText, type CellRecord, type Results } from '../../schema/index.ts'
import { formWords } from '../words/found.ts'
import { plainText } from '../words/text.ts'
import { defineReport } from './report.ts'

/** A spreadsheet runs what begins like this, even in quotes; an apostrophe before it makes it text. */
const formula = /^[=+\-@\t\r]/

function field(value: string): string {
	const text = plainText(value)
	const inert = formula.test(text) ? `'${text}` : text
	return /[",;]/.test(inert) || inert !== inert.trim() ? `"${inert.replaceAll('"', '""')}"` : inert
}

const parts = [
	'dockerd',
	'containerd',
	'runc',
	'rootlesskit',
	'slirp4netns',
	'passt',
	'kernelRelease',
] as const
const headOf = (axes: readonly (keyof Axes)[]): string[] => [
	'run',
	'started',
	'cell',
	'slug',
	...axes,
	...parts.map((part) => (part === 'kernelRelease' ? part : `${part}Version`)),
	'accelerator',
	'cellVerdict',
	'check',
	'verdict',
	'ms',
	'attempts',
	'earlierVerdicts',
	'knownIssue',
	'see',
	'form',
	'message',
]

/** `1 fail, 2 error`: what a check, or the cell itself, came to in the attempts before the last one. */
function earlierVerdicts({ earlierAttempts = [] }: CellRecord, check?: string): string {
	return earlierAttempts
		.flatMap(({ attempt, verdict, checks }) => {
			const of = check === undefined ? verdict : checks.find(({ id }) => id === check)?.verdict
			return of === undefined ? [] : [`${attempt} ${of}`]
		})
		.join(', ')
}

/**
 * One line a check, RFC 4180, for spreadsheets; a cell without checks has one line with its reason, and what the event log
 * lacks one without a cell.
 */
export function csv(results: Results, gaps: readonly string[] = []): string {
	const { run } = results
	const axes = axesSpokenOf(results.cells)
	const lines = results.cells.flatMap((cell) => {
		const common = [
			...[run.id, run.startedAt, cell.id, cell.slug],
			...axes.map((axis) => axisText(cell.axes, axis)),
			...parts.map((part) => cell.stack[part] ?? ''),
			...[cell.accelerator ?? '', cell.verdict],
		]
		if (cell.checks.length === 0)
			return [[...common, '', '', '', '', earlierVerdicts(cell), '', '', '', cell.reason ?? '']]
		return cell.checks.map((check) => [
			...common,
			...[
				check.id,
				check.verdict,
				`${Math.round(check.ms)}`,
				`${check.attempts}`,
				earlierVerdicts(cell, check.id),
			],
			...[check.knownIssue?.id ?? '', check.knownIssue?.see ?? '', formWords(check), check.message ?? ''],
		])
	})
	const of = ['', '', ...axes.map(() => ''), ...parts.map(() => ''), '']
	const lost = gaps.map((gap) => [run.id, run.startedAt, ...of, 'error', '', '', '', '', '', '', '', '', gap])
	return [headOf(axes), ...lost, ...lines].map((line) => `${line.map(field).join(',')}\r\n`).join('')
}

export const report = defineReport({ needs: ['gaps'], render: (results, { gaps }) => csv(results, gaps) })
