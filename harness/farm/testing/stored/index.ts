import { recorded } from '#harness/matrix'
import { openStore } from '#harness/store'
import { eventsVersion, type RunEvent } from '#results'
import { commitResult, unknownHost } from '../../cell-result.ts'
import { newRunId } from '../../names.ts'
import { storePlan } from '../../plan.ts'
import { fakeTool, fewCells } from '../fake-farm.ts'

/** For tests: stores a run of some cells, the first `ended` of which have passed. @returns its id. */
export async function storeFewCells(
	place: string,
	{ cells, ended }: { readonly cells: number; readonly ended: number },
): Promise<string> {
	const store = await openStore(place)
	const plan = await fewCells(cells)
	const at = '2026-11-26T22:15:00.000Z'
	const run = newRunId(plan.name, new Date(at))
	const farm = await storePlan(store, {
		facts: { run, submittedAt: at, tool: fakeTool, class: 'x86_64', priority: 10 },
		plan,
	})
	for (const cell of plan.cells.slice(0, ended)) {
		const events: RunEvent[] = [
			{
				at,
				type: 'run.started',
				eventsVersion,
				runId: run,
				matrix: plan.name,
				matrixHash: plan.matrixHash,
				tool: fakeTool,
				host: unknownHost,
				cells: [recorded(cell)],
			},
			{ at, type: 'cell.started', cell: cell.id, attempt: 1 },
			{ at, type: 'check.started', cell: cell.id, check: 'egress.tcp' },
			{ at, type: 'check.ended', cell: cell.id, check: 'egress.tcp', outcome: 'pass', ms: 5 },
			{ at, type: 'cell.ended', cell: cell.id, outcome: 'completed' },
			{ at, type: 'run.ended', state: 'completed' },
		]
		await commitResult(store, farm, 'w1', {
			cell: cell.id,
			verdict: 'pass',
			events: events.map((event) => `${JSON.stringify(event)}\n`).join(''),
			evidenceDir: '/nonexistent',
		})
	}
	return run
}
