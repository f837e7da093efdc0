import { foldEvents, type Results, type RunEvent } from '#results'
import type { RunRequest } from '../context.ts'
import { startedFor } from './fake-ambient.ts'

const at = '2026-11-23T01:15:10.000Z'

/** For tests: a run of every cell whose only check has this outcome, but the last so many, which are not available. */
export function runWith(outcome: 'pass' | 'fail' | 'error', unavailable = 0) {
	return async (request: RunRequest): Promise<{ dir: string; results: Results }> => {
		const events: RunEvent[] = [startedFor(request)]
		const tried = request.plan.cells.length - unavailable
		for (const [index, { id }] of request.plan.cells.entries())
			events.push(
				{ at, type: 'cell.started', cell: id, attempt: 1 },
				...(index < tried
					? [
							{ at, type: 'check.ended', cell: id, check: 'egress.tcp', outcome, ms: 5 } as const,
							{ at, type: 'cell.ended', cell: id, outcome: 'completed' } as const,
						]
					: [{ at, type: 'cell.ended', cell: id, outcome: 'unavailable', reason: 'gone' } as const]),
			)
		events.push({ at, type: 'run.ended', state: 'completed' })
		events.forEach(request.onEvent)
		return { dir: 'runs/20261123T011500Z-quick', results: foldEvents(events) }
	}
}
