import type { Plan } from '#harness/matrix'
import type { Store } from '#harness/store'
import { newRunId } from './names.ts'
import { type FarmPlan, storePlan } from './plan.ts'
import type { FarmQueue } from './queue/queue.ts'

export interface SubmitOptions {
	readonly store: Store
	readonly queue: FarmQueue
	readonly plan: Plan
	readonly class: string
	/** 0 to 100; what is higher goes first. */
	readonly priority: number
	/** The ids of the checks to ask; default: all but those on demand. */
	readonly checks?: readonly string[] | undefined
	/** The text of the lock file. */
	readonly lock?: string | undefined
	readonly tool: { readonly version: string; readonly sources: string }
	readonly now?: Date | undefined
}

/** Stores a plan under a new run's id, then queues its groups. Submitted twice, a plan is two runs. */
export async function submit(options: SubmitOptions): Promise<FarmPlan> {
	const { store, queue, plan, priority, checks, lock, tool, now = new Date() } = options
	const run = newRunId(plan.name, now)
	const facts = { run, submittedAt: now.toISOString(), tool, class: options.class, priority }
	const farm = await storePlan(store, { facts, plan, checks, lock })
	await queue.add(
		farm.groups.map(({ id: group }) => ({ run, plan: farm.digest, group })),
		priority,
	)
	return farm
}
