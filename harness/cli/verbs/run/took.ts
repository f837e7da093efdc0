import type { Plan } from '#harness/matrix'
import { pastExperience } from '#harness/past-timings'
import { duration } from '../../view/duration.ts'
import { timeOf } from '../../flags/plan-estimate.ts'

/** Milliseconds that a run would take by the clock, before it begins; undefined where no earlier run tells, or part of it is done. */
export async function estimateRun(
	{ cells, unavailable }: Pick<Plan, 'cells' | 'unavailable'>,
	{ runsDir, resume }: { readonly runsDir: string; readonly resume?: string | true | undefined },
	jobs: number | undefined,
): Promise<number | undefined> {
	const past = await pastExperience(runsDir)
	if (resume !== undefined || past.cells.size === 0) return undefined
	const untried = new Set(unavailable.map(({ id }) => id))
	const tried = cells.filter(({ id }) => !untried.has(id))
	const { ms, wallMs } = timeOf(tried, past)
	return jobs === undefined ? wallMs : ms / Math.min(jobs, Math.max(1, tried.length))
}

/** What a run took, and what was expected of it. The report of one that was resumed has the time since its first start. */
export function tookLine(ms: number, estimated: number | undefined, resumed = false): string {
	if (resumed) return `${duration(ms)} since it was resumed; the report counts from its first start`
	return estimated === undefined ? duration(ms) : `${duration(ms)}; ${duration(estimated)} were estimated`
}
