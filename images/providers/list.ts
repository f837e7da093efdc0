import type { ListContext } from './provider.ts'
import { networkDrivers, providers } from './registry.ts'

/** What versions can be looked for in; `passt` is the network driver pasta's. */
export type BisectAxis = 'passt' | 'kernel' | 'docker' | 'rootlesskit'

/** The values of an axis that could be asked for now, of every provider that can say so; each once, in no order. */
export async function listValues(axis: BisectAxis, context: ListContext): Promise<string[]> {
	const offers =
		axis === 'passt'
			? networkDrivers.filter(({ name }) => name === 'pasta')
			: providers.map((provider) => provider[axis])
	const lists = await Promise.all(offers.map(async (offer) => (await offer?.list?.(context)) ?? []))
	return [...new Set(lists.flat())]
}
