import type { Results, Verdict } from '../schema/index.ts'

/** Usage and configuration errors (2) end a command before there are results. */
export type RunExitCode = 0 | 1 | 3 | 130

/**
 * 130 interrupted; 3 incomplete (an `error`, a run without an end, or nothing tested of what was planned); 1 a `fail` or a `flaky`,
 * or a `fixed` or `unavailable` with `strict`; else 0.
 */
export function exitCodeOf(results: Results, { strict = false }: { strict?: boolean } = {}): RunExitCode {
	if (results.run.state === 'interrupted') return 130
	// There can be more shards than cells.
	if (results.run.shard !== undefined && results.cells.length === 0 && results.run.state === 'completed')
		return 0
	const verdicts = results.cells.flatMap((cell) => [
		cell.verdict,
		...cell.checks.map((check) => check.verdict),
	])
	const testedSomething = results.cells.some((cell) =>
		cell.checks.some((check) => check.verdict !== 'skipped'),
	)
	if (results.run.state === 'running' || verdicts.includes('error') || !testedSomething) return 3
	const red: readonly Verdict[] = strict ? ['fail', 'flaky', 'fixed', 'unavailable'] : ['fail', 'flaky']
	return verdicts.some((verdict) => red.includes(verdict)) ? 1 : 0
}
