import type { Guest } from '#vm'
import { childPidInShell } from '#vm/guest/commands'
import type { Change, Place } from '../worlds/model.ts'

const netns = `exec nsenter -U -m -n -t ${childPidInShell} sh -es`

const shells: Record<Place, readonly string[]> = {
	host: ['sh', '-es'],
	peer: ['ip', 'netns', 'exec', 'peer', 'sh', '-es'],
	netns: ['sh', '-ec', netns],
}

/** Milliseconds. */
const DEADLINE = 60_000

const run = (guest: Guest, where: Place, script: string) =>
	guest.check(shells[where], { stdin: `${script}\n`, deadline: DEADLINE })

/** What was made and can be undone. */
export interface Broken {
	/**
	 * Undoes the changes, the last one first, and each even when another cannot be undone.
	 * @throws GuestCommandError for the first that could not.
	 */
	mend(): Promise<void>
}

/** Makes changes, one after the other. @throws GuestCommandError when one cannot be made; those before it are undone. */
export async function makeChanges(guest: Guest, changes: readonly Change[]): Promise<Broken> {
	const made: Change[] = []
	const mend = async () => {
		const failures: unknown[] = []
		for (let change = made.pop(); change; change = made.pop())
			await run(guest, change.in, change.mends).catch((error: unknown) => failures.push(error))
		if (failures.length > 0) throw failures[0]
	}
	try {
		for (const change of changes) {
			await run(guest, change.in, change.breaks)
			made.push(change)
		}
	} catch (error) {
		// What could not be made is what is told.
		await mend().catch(() => undefined)
		throw error
	}
	return { mend }
}
