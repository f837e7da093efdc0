import type { FarmPlan } from '../plan.ts'
import { type Attempt, isFinished } from '../names.ts'
import { jobIdOf, type Payload } from '../payload.ts'
import type { QueuedJob } from '../queue/queue.ts'

/** What to do so that every cell of a run gets a result. */
export interface Decisions {
	/** Jobs that are neither in the queue nor needless. */
	readonly add: readonly Payload[]
	/** Ids of jobs that are over. */
	readonly remove: readonly string[]
	/** Cells that nobody will bring to an end, and why. */
	readonly fatal: readonly { readonly cell: string; readonly reason: string }[]
	/** Cells without a result. */
	readonly left: readonly string[]
}

/** BullMQ's words for a job whose workers died. */
const isDeath = ({ reason }: QueuedJob): boolean => /stalled/.test(reason)

function reasonOf(job: QueuedJob): string {
	const { workers } = job.progress
	if (!isDeath(job)) return `no worker could run it: ${job.reason.slice(0, 1000)}`
	return workers.length === 0
		? 'the workers that ran it died'
		: `${workers.length === 1 ? 'a worker' : `${workers.length} workers`} died running it (${workers.join(', ')})`
}

/**
 * The store says what is done, the queue what is under way; of a queue that lost its jobs, they are added again. A group whose
 * workers died is split once into its cells, and a cell whose workers died is given up. Pure.
 */
export function decide(
	{ facts: { run }, groups, digest }: Pick<FarmPlan, 'facts' | 'groups' | 'digest'>,
	attempts: ReadonlyMap<string, readonly Attempt[]>,
	jobs: readonly QueuedJob[],
): Decisions {
	const byId = new Map(jobs.map((job) => [job.id, job]))
	const add: Payload[] = []
	const remove: string[] = []
	const fatal: { cell: string; reason: string }[] = []
	const all: string[] = []
	for (const { id: group, cells } of groups) {
		const left = cells.filter((cell) => !isFinished(attempts.get(cell)))
		all.push(...left)
		const job = (cell?: string): Payload => ({
			run,
			plan: digest,
			group,
			...(cell === undefined ? {} : { cell }),
		})
		const whole = byId.get(jobIdOf(job()))
		const single = (cell: string) => byId.get(jobIdOf(job(cell)))
		const settle = (failed: QueuedJob, cell: string) => {
			remove.push(failed.id)
			fatal.push({ cell, reason: reasonOf(failed) })
		}
		for (const cell of cells) {
			const over = single(cell)
			if (over?.state === 'failed' && !left.includes(cell)) remove.push(over.id)
		}
		if (whole?.state === 'failed') {
			const [only, ...others] = left
			if (only === undefined) remove.push(whole.id)
			else if (others.length === 0) settle(whole, only)
			else {
				remove.push(whole.id)
				add.push(...left.map(job))
			}
		} else if (whole === undefined && left.length > 0) {
			if (!cells.some(single)) add.push(job())
			else
				for (const cell of left) {
					const own = single(cell)
					if (own === undefined) add.push(job(cell))
					else if (own.state === 'failed') settle(own, cell)
				}
		}
	}
	return { add, remove, fatal, left: all }
}
