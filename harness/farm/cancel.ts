import { z } from 'zod'
import { prepareEntry, readEntry } from '#harness/store'
import type { Coordinated } from './coordinator/coordinate.ts'
import { cancelledName } from './names.ts'

const factsForm = z.strictObject({ run: z.string(), at: z.iso.datetime() })

/**
 * Cancels a run: what waits is taken out of the queue, workers stop the cells that they run, and what has ended stays.
 * @returns whether it was not cancelled before.
 */
export async function cancel(
	{ store, queue, farm: { facts } }: Coordinated,
	now = new Date(),
): Promise<boolean> {
	const { run } = facts
	const before = await readEntry(store, cancelledName(run), { kind: 'cancelled', facts: factsForm })
	if (before === undefined) {
		const { manifest } = await prepareEntry(store, {
			kind: 'cancelled',
			facts: { run, at: now.toISOString() },
			content: Buffer.from('cancelled'),
		})
		// Another one may just have cancelled it as well.
		await store.put(cancelledName(run), manifest)
	}
	const jobs = await queue.jobs(run)
	await queue.remove(jobs.filter(({ state }) => state !== 'active').map(({ id }) => id))
	return before === undefined
}
