import { axisNames, type Results } from '../../schema/index.ts'
import { plainText } from '../text.ts'

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
const head = [
	'run',
	'started',
	'cell',
	'slug',
	...axisNames,
	...parts.map((part) => (part === 'kernelRelease' ? part : `${part}Version`)),
	'accelerator',
	'cellVerdict',
	'check',
	'verdict',
	'ms',
	'attempts',
	'knownIssue',
	'see',
	'message',
]

/** One line a check, RFC 4180, for spreadsheets; a cell without checks has one line with its reason. */
export function csv(results: Results): string {
	const { run } = results
	const lines = results.cells.flatMap((cell) => {
		const common = [
			...[run.id, run.startedAt, cell.id, cell.slug],
			...axisNames.map((axis) => cell.axes[axis]),
			...parts.map((part) => cell.stack[part] ?? ''),
			...[cell.accelerator ?? '', cell.verdict],
		]
		if (cell.checks.length === 0) return [[...common, '', '', '', '', '', '', cell.reason ?? '']]
		return cell.checks.map((check) => [
			...common,
			...[check.id, check.verdict, `${Math.round(check.ms)}`, `${check.attempts}`],
			...[check.knownIssue?.id ?? '', check.knownIssue?.see ?? '', check.message ?? ''],
		])
	})
	return [head, ...lines].map((line) => `${line.map(field).join(',')}\r\n`).join('')
}
