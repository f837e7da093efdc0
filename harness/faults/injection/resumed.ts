import type { Injection } from './injection.ts'
import { strayFiles, temporaryFiles } from '../leftovers.ts'
import type { Subject } from '../subject.ts'
import { differences, readRun, type Truth, wrongVerdicts } from '../verdicts.ts'
import { newestRun, type Workspace } from '../workspace.ts'

export interface Resuming {
	readonly injection: Injection
	/** What every run of the campaign should come to. */
	readonly campaign: { readonly truth: Truth; readonly exitCode: number }
	readonly subject: Subject
	readonly workspace: Workspace
	/** Of the run that was struck; undefined when it did not come so far. */
	readonly runDir: string | undefined
	readonly detail: string[]
}

/**
 * Reads what a struck run recorded, brings it to its end without faults, and holds it against the true one.
 * @returns what is wrong, in sentences.
 */
export async function checkResumed({
	injection,
	campaign,
	subject,
	workspace,
	runDir,
	detail,
}: Resuming): Promise<string[]> {
	const { truth, exitCode } = campaign
	const lost: string[] = []
	const before = runDir === undefined ? undefined : await readRun(runDir)
	if (before && runDir !== undefined) {
		lost.push(...wrongVerdicts(before, truth, { absent: injection.fault.kind === 'mirror' }))
		const report = await subject.run(workspace, ['report', runDir])
		if (report.code === 2 || !report.output.includes('Cells'))
			lost.push(`report ended with ${report.code}: ${report.output.slice(-500)}`)
	}
	const complete = before !== undefined && differences(before, truth).length === 0
	const argv = subject.argv(workspace, injection)
	// A run that did not even begin has nothing to resume.
	const end = complete ? undefined : await subject.run(workspace, before ? [...argv, '--resume'] : argv)
	const after = await newestRun(workspace.runs)
	const results = after === undefined ? undefined : await readRun(after)
	if (!results) return [...lost, `nothing came of it: exit code ${end?.code}: ${end?.output.slice(-500)}`]
	if (before && after !== runDir) lost.push('the resumed run is another one')
	const differing = differences(results, truth)
	if (differing.length > 0) lost.push(...differing, `exit code ${end?.code}: ${end?.output.slice(-700)}`)
	else if (end && end.code !== exitCode)
		lost.push(`the complete run ended with ${end.code} instead of ${exitCode}`)
	// The last start sweeps away what those before it left.
	if (end) lost.push(...(await temporaryFiles(workspace.dir, { swept: false })))
	if (end && subject.ownCache) lost.push(...(await strayFiles(workspace.cache, workspace.runs)))
	detail.push(
		before === undefined
			? 'nothing was recorded, so it was run anew'
			: complete
				? 'it was complete'
				: 'resumed',
	)
	return lost
}
