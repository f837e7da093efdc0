import type { Store } from '#harness/store'
import type { CacheOrigin } from '#images'
import { refusedAddress, withoutCredentials } from '#results/errors'
import type { Context } from '../context.ts'
import type { PullCacheFlags } from './shared-flags.ts'

interface CacheStoreFlags extends PullCacheFlags {
	readonly pushCache?: string
}

/** Adds what is wrong with the flags to `problems`. */
export function checkCacheStores(
	{ pullCache, pushCache, insecure }: CacheStoreFlags,
	problems: string[],
): void {
	for (const [flag, place] of Object.entries({ '--pull-cache': pullCache, '--push-cache': pushCache }))
		if (place !== undefined && !/^(dir:.|oci:\/\/.)/.test(place))
			problems.push(`${flag} takes dir:PATH or oci://HOST/NAMESPACE, not '${refusedAddress(place)}'`)
	if (insecure && pullCache === undefined && pushCache === undefined)
		problems.push('--insecure says how to speak to the store of --pull-cache')
}

/** @throws ConfigurationError, StoreError where it cannot be used */
export async function openCacheStore(
	place: string,
	{ insecure }: PullCacheFlags,
	{ env, interrupts: { signal } }: Context,
): Promise<Store> {
	const { openStore } = await import('#harness/store')
	return openStore(place, { env, insecure, signal })
}

/** What `--pull-cache` says, opened when it is needed: what is wrong with it is told to `say`, and mirrors are asked. */
export async function pullOrigin(
	flags: PullCacheFlags,
	context: Context,
	say: (message: string) => void,
): Promise<CacheOrigin | undefined> {
	const { pullCache } = flags
	if (pullCache === undefined) return undefined
	const { StoreOrigin } = await import('#harness/shared-cache')
	const openStore = () => openCacheStore(pullCache, flags, context)
	return new StoreOrigin({ place: withoutCredentials(pullCache), openStore, say })
}
