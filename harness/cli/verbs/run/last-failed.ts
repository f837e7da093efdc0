import { planOnly, type Plan, selectChecks } from '#harness/matrix'
import { brokeItself, ConfigurationError, type Results, type Verdict } from '#results'

/** What a run has to be asked again about; known issues are no news. */
const isOpen = (verdict: Verdict): boolean => verdict === 'fail' || verdict === 'flaky' || verdict === 'error'

export interface LastFailed {
	readonly plan: Plan
	/** Ids; undefined for all: a cell broke before it said which checks are bad. */
	readonly checks: readonly string[] | undefined
}

/**
 * The cells of a plan that failed, were flaky or broke in an earlier run, and the checks that did so in any of them.
 * @throws ConfigurationError when none of them did.
 */
export function lastFailed(plan: Plan, { run, cells }: Results): LastFailed {
	const open = cells.filter(({ verdict }) => isOpen(verdict))
	const openIds = new Set(open.map(({ id }) => id))
	const selection = planOnly(plan, ({ id }) => openIds.has(id))
	if (selection.cells.length === 0)
		throw new ConfigurationError(
			open.length === 0
				? `--last-failed: nothing failed in the run ${run.id}, and nothing broke`
				: `--last-failed: none of the ${open.length} cells that failed in the run ${run.id} is one of this matrix`,
			{ hint: 'Name the same matrix as that run was of, or another run with --last-failed RUN.' },
		)
	const asked = open.filter(({ id }) => selection.cells.some((cell) => cell.id === id))
	const checks = asked.flatMap((cell) => cell.checks.filter(({ verdict }) => isOpen(verdict)))
	const ids = [...new Set(checks.map(({ id }) => id))]
	// One that has failed by then says nothing of those that it did not come to.
	if (ids.length === 0 || asked.some(brokeItself)) return { plan: selection, checks: undefined }
	const gone = ids.filter((id) => selectChecks([id]).length === 0)
	if (gone.length > 0)
		throw new ConfigurationError(
			`--last-failed: there is no check ${gone.join(', ')} here, which the run ${run.id} asked`,
			{ hint: 'Use the rootless-matrix and the plug-ins of that run, or name what to ask with --checks.' },
		)
	return { plan: selection, checks: ids }
}
