import { isFinished } from '../names.ts'
import type { FarmState } from './coordinate.ts'

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`

/** How a run stands, in a few lines; with the names of those who wait for work, where somebody asked for them. */
export function stateLines(
	{ farm, attempts, jobs, isCancelled }: FarmState,
	workers?: readonly string[],
): string[] {
	const { facts, plan } = farm
	const done = plan.cells.filter(({ id }) => isFinished(attempts.get(id)))
	const verdicts = new Map<string, number>()
	for (const { id } of done) {
		const verdict = attempts.get(id)?.find((one) => one.verdict !== 'error')?.verdict ?? 'error'
		verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1)
	}
	const words = [...verdicts].map(([verdict, count]) => `${count} ${verdict}`).join(', ')
	const states = { active: 0, waiting: 0, failed: 0 }
	for (const { state } of jobs) states[state]++
	const slugs = new Map(plan.cells.map(({ id, slug }) => [id, slug]))
	return [
		`${facts.run}: ${done.length} of ${counted(facts.cells, 'cell')} done${words === '' ? '' : ` (${words})`}; ${counted(states.active, 'group')} under way, ${states.waiting} waiting${states.failed === 0 ? '' : `, ${states.failed} failed`}${isCancelled ? '; cancelled' : ''}`,
		...jobs
			.filter(({ state, progress }) => state === 'active' && progress.workers.length > 0)
			.map(({ progress: { workers, cell = '' } }) => `  ${workers.at(-1)}: ${slugs.get(cell) ?? 'starting'}`),
		...(done.length < facts.cells && !isCancelled && workers?.length === 0 && states.active === 0
			? [`  No worker waits for ${facts.class}: start one with \`rootless-matrix farm worker\`.`]
			: []),
	]
}
