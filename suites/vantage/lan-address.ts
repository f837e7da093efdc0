import type { Guest } from '#vm'

/** Nobody else's in the lab. */
const address = '198.51.100.12'

/** A second address of the VM's on its LAN. Disposing takes it away. */
export async function anotherLanAddress(
	guest: Guest,
	signal: AbortSignal,
): Promise<AsyncDisposable & { readonly address: string }> {
	// A check that was cut off may have left it.
	await guest.check(['ip', 'address', 'replace', `${address}/24`, 'dev', 'lan0'], { signal })
	return {
		address,
		async [Symbol.asyncDispose]() {
			// Without the check's signal: it goes above all when the check was cut short.
			await guest.exec(['ip', 'address', 'delete', `${address}/24`, 'dev', 'lan0'], { deadline: 20_000 })
		},
	}
}
