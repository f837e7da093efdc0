import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { HostError } from '../errors/index.ts'
import { assertOwnPath, writeAtomic } from '../files/index.ts'
import { gather, type ReportedRun } from './context.ts'
import { reportForms, type ReportForm, type ReportId } from './forms/index.ts'

/** A run in one form. @throws RangeError for a form that there is not. */
export async function renderReport(id: ReportId, run: ReportedRun): Promise<string> {
	const form = reportForms.find((one) => one.id === id)
	if (form === undefined) throw new RangeError(`there is no report ${id}`)
	return render(form, run)
}

/**
 * Writes the files of a run that are made from its record, each whole or not at all: results.json first. `run`, `merge`
 * and `report --write` all write them here.
 * @param only the forms to write; default: all that have a file.
 * @returns the paths of the files.
 * @throws ConfigurationError where a link would lead out of the run, HostError when the disk refuses.
 */
export async function writeRun(run: ReportedRun, only?: readonly ReportId[]): Promise<readonly string[]> {
	const written: string[] = []
	await assertOwnReports(run.dir)
	for (const form of reportForms) {
		if (form.file === undefined || only?.includes(form.id) === false) continue
		const path = join(run.dir, form.file)
		await writeReport(path, await render(form, run))
		written.push(path)
	}
	return written
}

/** Makes sure that no file of a run's reports is written elsewhere, through a link. @throws ConfigurationError */
export async function assertOwnReports(dir: string): Promise<void> {
	for (const { file } of reportForms) if (file !== undefined) await assertOwnPath(dir, file, 'file')
}

/**
 * Writes a report whole or not at all, and the directory that it is to lie in; into a pipe or a device, as it is.
 * @throws HostError when the disk refuses.
 */
export async function writeReport(path: string, text: string, signal?: AbortSignal): Promise<void> {
	try {
		await mkdir(dirname(path), { recursive: true })
		await writeAtomic(path, text, { signal })
	} catch (cause) {
		signal?.throwIfAborted()
		throw new HostError(`cannot write ${path}`, { cause, hint: 'Is the disk full, or not writable?' })
	}
}

async function render({ load }: ReportForm, run: ReportedRun): Promise<string> {
	const { report } = await load()
	return report.render(run.results, await gather(report.needs, run))
}
