import type { Guest } from '#vm'

const store = '/home/rootless/.local/share/docker/network'
const copy = '/var/tmp/rootless-matrix-network-store'

/**
 * The daemon's record of its networks. A dockerd before 27.5.1 that is stuck (moby #49291) only starts again with
 * another one, so a check that may get it stuck keeps a copy. The daemon must not run meanwhile.
 */
export const networkStore = {
	keep: (guest: Guest, signal: AbortSignal) => replace(guest, store, copy, signal),
	/** Does nothing when no copy was kept. */
	async putBack(guest: Guest, signal: AbortSignal): Promise<void> {
		if ((await guest.exec(['test', '-d', copy], { signal })).code === 0)
			await replace(guest, copy, store, signal)
	},
	/** dockerd makes a new one, with its default networks. */
	async clear(guest: Guest, signal: AbortSignal): Promise<void> {
		await guest.check(['rm', '-rf', store], { signal })
	},
	async forget(guest: Guest, signal: AbortSignal): Promise<void> {
		await guest.check(['rm', '-rf', copy], { signal })
	},
}

async function replace(guest: Guest, from: string, to: string, signal: AbortSignal): Promise<void> {
	await guest.check(['rm', '-rf', to], { signal })
	await guest.check(['cp', '-a', from, to], { signal })
}
