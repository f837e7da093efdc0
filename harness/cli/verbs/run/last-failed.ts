import { matchesAny, planOnly, type Plan, selectChecks } from '#harness/matrix'
import { brokeItself, ConfigurationError, plural, type Results, type Verdict } from '#results'

/** What a run has to be asked again about; known issues are no news. */
const isOpen = (verdict: Verdict): boolean => verdict === 'fail' || verdict === 'flaky' || verdict === 'error'

export interface LastFailed {
	readonly plan: Plan
	/** Ids; undefined for all: a cell broke before it said which checks are bad. */
	readonly checks: readonly string[] | undefined
}

interface WholeMatrix {
	/** Before `--only` and `--shard` left some of it. */
	readonly planned?: Plan | undefined
	/** What `--only` names: whoever chose among the cells has left out the others. */
	readonly only?: readonly string[] | undefined
}

/**
 * The cells of a plan that failed, were flaky or broke in an earlier run, and the checks that did so in any of them.
 * @throws ConfigurationError when none of them did, or the matrix does not have one of them any more: a pass of the others
 * would be taken for one of all.
 */
export function lastFailed(
	plan: Plan,
	{ run, cells }: Results,
	{ planned = plan, only = [] }: WholeMatrix = {},
): LastFailed {
	const open = cells.filter(({ verdict }) => isOpen(verdict))
	const hint = 'Name the same matrix as that run was of, or another run with --last-failed RUN.'
	if (open.length === 0)
		throw new ConfigurationError(`--last-failed: nothing failed in the run ${run.id}, and nothing broke`, {
			hint,
		})
	const there = new Set(planned.cells.map(({ id }) => id))
	const gone = open.filter(({ id, slug }) => !there.has(id) && isNamed({ id, slug }, only))
	if (gone.length > 0)
		throw new ConfigurationError(
			`--last-failed: ${gone.length} of the ${plural(open.length, 'cell')} that failed in the run ${run.id} ${gone.length === 1 ? 'is' : 'are'} no cell of ${planned.name} now: ${some(gone.map(({ slug }) => slug))}`,
			{
				hint: 'Name the matrix that the run was of, or the cells that are left with --only, to ask those alone.',
			},
		)
	const openIds = new Set(open.map(({ id }) => id))
	const selection = planOnly(plan, ({ id }) => openIds.has(id))
	if (selection.cells.length === 0)
		throw new ConfigurationError(
			`--last-failed: none of the ${plural(open.length, 'cell')} that failed in the run ${run.id} is one of those that were chosen`,
			{ hint },
		)
	const asked = open.filter(({ id }) => selection.cells.some((cell) => cell.id === id))
	const checks = asked.flatMap((cell) => cell.checks.filter(({ verdict }) => isOpen(verdict)))
	const ids = [...new Set(checks.map(({ id }) => id))]
	// One that has failed by then says nothing of those that it did not come to.
	if (ids.length === 0 || asked.some(brokeItself)) return { plan: selection, checks: undefined }
	const noChecks = ids.filter((id) => selectChecks([id]).length === 0)
	if (noChecks.length > 0)
		throw new ConfigurationError(
			`--last-failed: there is no check ${noChecks.join(', ')} here, which the run ${run.id} asked`,
			{ hint: 'Use the rootless-matrix and the plug-ins of that run, or name what to ask with --checks.' },
		)
	return { plan: selection, checks: ids }
}

const isNamed = (cell: { readonly id: string; readonly slug: string }, only: readonly string[]): boolean =>
	only.length === 0 || only.some((glob) => matchesAny({ cells: [cell] }, glob))

const NAMED = 12

const some = (names: readonly string[]): string =>
	names.length <= NAMED
		? names.join(', ')
		: `${names.slice(0, NAMED).join(', ')} and ${names.length - NAMED} more`
