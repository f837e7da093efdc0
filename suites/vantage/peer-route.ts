import type { Guest } from '#vm'
import { lab } from './lab.ts'

/** Makes the peer send what is for these addresses to the VM, as a neighbour on its LAN could. Disposing undoes it. */
export async function routedThroughVm(
	guest: Guest,
	addresses: readonly string[],
	signal: AbortSignal,
): Promise<AsyncDisposable> {
	const route = (verb: 'replace' | 'delete', address: string) => {
		const [family, bits, via] = address.includes(':')
			? ['-6', 128, lab.lanAddressV6]
			: ['-4', 32, lab.lanAddress]
		const words = ['ip', 'netns', 'exec', 'peer', 'ip', family, 'route', verb, `${address}/${bits}`]
		return [...words.map(String), 'via', String(via)]
	}
	// Without the check's signal: they go above all when the check was cut short.
	const remove = async () => {
		for (const address of addresses) await guest.exec(route('delete', address), { deadline: 20_000 })
	}
	try {
		for (const address of addresses) await guest.check(route('replace', address), { signal })
	} catch (error) {
		await remove()
		throw error
	}
	return { [Symbol.asyncDispose]: remove }
}
