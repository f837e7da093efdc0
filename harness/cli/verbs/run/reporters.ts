import { resolve } from 'node:path'
import {
	ConfigurationError,
	explainError,
	renderReport,
	reportForms,
	type ReportedRun,
	type ReportId,
	writeReport,
} from '#results'
import { targetOf } from '#results/files'
import { type ProgressReporter, progressReporters } from '../../view/open.ts'
import { flagOf } from '../report/form-flags.ts'

export interface Reporters {
	readonly progress: ProgressReporter
	/** What is printed when the run has ended; the terminal's matrix where nobody named another. */
	readonly printed: readonly ReportId[]
	readonly written: readonly { readonly form: ReportId; readonly file: string }[]
}

/** A form as it is typed: `step-summary`. */
const nameOf = (id: ReportId): string => flagOf(id).slice('--'.length)
const names = [...progressReporters, ...reportForms.map(({ id }) => nameOf(id))]

/** What `--reporter NAME` and `--reporter NAME=FILE` say together; what makes no sense is added to `problems`. */
export function readReporters(
	asked: readonly string[] | undefined,
	problems: string[],
	{ quiet, verbose }: { readonly quiet?: true; readonly verbose?: true } = {},
): Reporters {
	const progress: ProgressReporter[] = []
	const printed: ReportId[] = []
	const written: { form: ReportId; file: string }[] = []
	for (const text of asked ?? []) {
		const [, name = '', , file] = /^([^=]*)(=(.*))?$/s.exec(text) ?? []
		const shown = progressReporters.find((one) => one === name)
		const form = reportForms.find(({ id }) => nameOf(id) === name)?.id
		if (shown === undefined && form === undefined)
			problems.push(
				`--reporter ${text}: expected one of ${names.join(', ')}, or a report with =FILE behind it`,
			)
		else if (file === '') problems.push(`--reporter ${text}: the name of a file is missing`)
		else if (shown !== undefined && file !== undefined)
			problems.push(`--reporter ${text}: ${shown} shows how the run goes, and has no file`)
		else if (shown !== undefined) progress.push(shown)
		else if (form !== undefined && file !== undefined) written.push({ form, file })
		else if (form !== undefined) printed.push(form)
	}
	if (quiet && verbose) problems.push('--quiet and --verbose exclude each other')
	if ((quiet || verbose) && progress.length > 0)
		problems.push(`--${quiet ? 'quiet' : 'verbose'} and --reporter ${progress[0]} exclude each other`)
	if (quiet && printed.length > 0)
		problems.push('--quiet prints no report; one may still be written: --reporter NAME=FILE')
	if (progress.length > 1) problems.push(`--reporter ${progress.join(' and --reporter ')} exclude each other`)
	const files = written.map(({ file }) => resolve(file))
	for (const file of new Set(files.filter((one, index) => files.indexOf(one) !== index)))
		problems.push(`--reporter: two reports would be written to ${file}`)
	const shown = quiet ? 'quiet' : verbose ? 'verbose' : (progress[0] ?? 'list')
	return { progress: shown, printed: printed.length === 0 ? ['terminal'] : printed, written }
}

/** What of `--reporter NAME=FILE` could not be written is added to `problems`: a run takes its time before it is. */
export async function checkReports(written: Reporters['written'], problems: string[]): Promise<void> {
	for (const { form, file } of written)
		try {
			await targetOf(file)
		} catch (error) {
			if (!(error instanceof ConfigurationError)) throw error
			problems.push(`--reporter ${nameOf(form)}=${file}: ${explainError(error)}`)
		}
}

/** @throws HostError when the disk refuses. */
export async function writeReports(
	written: Reporters['written'],
	run: ReportedRun,
	signal?: AbortSignal,
): Promise<void> {
	for (const { form, file } of written) await writeReport(file, await renderReport(form, run), signal)
}
