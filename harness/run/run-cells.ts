import { setMaxListeners } from 'node:events'
import type { Cell } from '#harness/matrix'
import type { Plan } from '#harness/matrix'
import { runCell } from './cell/cell.ts'
import type { CellContext } from './cell/cell-life.ts'
import { prepareAhead } from './cell/open-cell.ts'
import { type PastTimings } from '#harness/past-timings'
import { longestFirst, schedule } from './host/schedule.ts'

export interface RunCellsOptions {
	readonly plan: Pick<Plan, 'cells' | 'unavailable'>
	readonly context: Omit<CellContext, 'onIdle'>
	/** VMs at once. */
	readonly jobs: number
	/** How often a cell that ran out of time is tried again. */
	readonly retries: number
	readonly timings: PastTimings
	/** What a resumed run has done. */
	readonly resumed?:
		| { readonly done: ReadonlySet<string>; readonly attempts: ReadonlyMap<string, number> }
		| undefined
	/** Which cells are booted as well and compared with their snapshot; default: none. */
	readonly compare?: ((cell: Cell) => boolean) | undefined
}

/**
 * Runs the cells that are left, and records them. When something cannot be recorded, the cells that run are stopped, since
 * they could not be recorded either.
 * @throws what could not be recorded.
 */
export async function runCells(options: RunCellsOptions): Promise<void> {
	const { plan, jobs, retries, timings, resumed, compare } = options
	const broken = new AbortController()
	const signal = AbortSignal.any([options.context.signal, broken.signal])
	// Every running tool and VM listens to it.
	setMaxListeners(100, signal)
	const context = { ...options.context, signal }
	const { suites } = context
	const unavailable = new Map(plan.unavailable.map(({ id, reason }) => [id, reason]))
	const left = plan.cells.filter(({ id }) => !resumed?.done.has(id))
	const canRun = (cell: Cell) => !unavailable.has(cell.id)
	// Until the first cells have a VM, these have the time to start.
	if (left.some(canRun)) for (let job = 0; job < jobs; job++) suites.prepare()
	const order = jobs === 1 ? left : longestFirst(left, timings)
	const runOne = (cell: Cell, upcoming: () => readonly Cell[]) => {
		const makeReady = async () => {
			const next = upcoming().filter(canRun)
			if (next.length > 0) suites.prepare()
			for (const one of next) if (await prepareAhead(one, context)) return
		}
		return runCell(
			cell,
			{ ...context, onIdle: () => void makeReady() },
			{
				unavailable: unavailable.get(cell.id),
				retries,
				before: resumed?.attempts.get(cell.id),
				compare: compare?.(cell),
			},
		)
	}
	await schedule(order, jobs, signal, runOne, (error) => broken.abort(error))
}
