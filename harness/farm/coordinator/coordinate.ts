import { recorded } from '#harness/matrix'
import type { Store } from '#harness/store'
import { waitFor } from '#vm/host'
import { brokenCell, commitResult } from '../cell-result.ts'
import { type Attempt, attemptsOf, cancelledName } from '../names.ts'
import type { FarmPlan } from '../plan.ts'
import type { FarmQueue, QueuedJob } from '../queue/queue.ts'
import { patiently } from '../worker/patience.ts'
import { decide } from './decide.ts'

/** A run as it stands. */
export interface FarmState {
	readonly farm: FarmPlan
	readonly attempts: ReadonlyMap<string, readonly Attempt[]>
	readonly jobs: readonly QueuedJob[]
	readonly isCancelled: boolean
}

export interface Coordinated {
	readonly store: Store
	readonly queue: FarmQueue
	readonly farm: FarmPlan
}

/** Looks at the queue first: what ends between the two looks is then in the store. */
export async function readState({ store, queue, farm }: Coordinated): Promise<FarmState> {
	const { run } = farm.facts
	const jobs = await queue.jobs(run)
	const names = await store.list(`${run}.`)
	return { farm, jobs, attempts: attemptsOf(run, names), isCancelled: names.includes(cancelledName(run)) }
}

/** Does what {@link decide} says. @returns the state before, and how many cells have no result. */
export async function coordinateOnce(
	on: Coordinated,
	now: () => Date = () => new Date(),
): Promise<{ readonly state: FarmState; readonly left: number; readonly said: readonly string[] }> {
	const { store, queue, farm } = on
	const state = await readState(on)
	if (state.isCancelled) {
		await queue.remove(state.jobs.filter(({ state: how }) => how !== 'active').map(({ id }) => id))
		return { state, left: state.jobs.filter(({ state: how }) => how === 'active').length, said: [] }
	}
	const { add, remove, fatal, left } = decide(farm, state.attempts, state.jobs)
	const said: string[] = []
	for (const { cell: id, reason } of fatal) {
		const cell = farm.plan.cells.find((one) => one.id === id)
		if (cell === undefined) continue
		// Twice: a cell that broke once is tried again, and this one is not.
		const results = [reason, `${reason}; it is given up`].map((text) =>
			brokenCell(farm, recorded(cell), text, now()),
		)
		for (const result of results) await commitResult(store, farm, 'farm', result)
		said.push(`${cell.slug}: ${reason}`)
	}
	await queue.remove(remove)
	await queue.add(add, farm.facts.priority)
	return { state, left: left.length - fatal.length, said }
}

export interface CoordinateOptions extends Coordinated {
	/** Milliseconds between two looks. */
	readonly every: number
	/** Milliseconds that the store may be away. */
	readonly patience?: number | undefined
	readonly signal: AbortSignal
	readonly onState: (state: FarmState) => void
	readonly say: (message: string) => void
}

/** Sees to a run until every cell has a result, or it is cancelled. @returns its last state. */
export async function coordinate(options: CoordinateOptions): Promise<FarmState> {
	const { every, signal, onState, say, patience = 6 * 3_600_000 } = options
	return waitFor(
		{
			description: `the end of the run ${options.farm.facts.run}`,
			async probe() {
				const { state, left, said } = await patiently(() => coordinateOnce(options), {
					patience,
					signal,
					say,
				})
				said.forEach(say)
				onState(state)
				return left === 0 && (said.length > 0 ? readState(options) : state)
			},
		},
		{ signal, every, deadline: Infinity },
	)
}
