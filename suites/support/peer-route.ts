import type { Guest } from '#vm'
import { lab } from './lab.ts'

/** Makes the peer send what is for one address to the VM, as a neighbour on its LAN could. Disposing undoes it. */
export async function routedThroughVm(
	guest: Guest,
	address: string,
	signal: AbortSignal,
): Promise<AsyncDisposable> {
	const route = (verb: 'replace' | 'delete') => [
		...['ip', 'netns', 'exec', 'peer', 'ip', 'route', verb, `${address}/32`],
		...['via', lab.lanAddress],
	]
	await guest.check(route('replace'), { signal })
	return {
		async [Symbol.asyncDispose]() {
			// Without the check's signal: it goes above all when the check was cut short.
			await guest.check(route('delete'), { deadline: 20_000 })
		},
	}
}
