import { resolve } from 'node:path'
import { ConfigurationError, refusedAddress } from '#results'
import { DirectoryStore } from './directory-store.ts'
import type { Store } from './store.ts'

export interface OpenStoreOptions {
	readonly env?: NodeJS.ProcessEnv | undefined
	/** Speaks plain HTTP to a registry that is not on this machine. */
	readonly insecure?: boolean | undefined
	readonly signal?: AbortSignal | undefined
}

/**
 * Opens `dir:PATH` or `oci://HOST/NAMESPACE`, and asks it something.
 * @throws ConfigurationError for another text, or a directory that is not there; StoreError where it does not answer.
 */
export async function openStore(text: string, options: OpenStoreOptions = {}): Promise<Store> {
	const { env = process.env, insecure, signal } = options
	if (text.startsWith('dir:') && text.length > 'dir:'.length)
		return DirectoryStore.open(resolve(text.slice('dir:'.length)))
	if (!text.startsWith('oci:'))
		throw new ConfigurationError(`a store is dir:PATH or oci://HOST/NAMESPACE, not '${refusedAddress(text)}'`)
	const [{ readOciPlace }, { dockerCredentials }, { RegistryStore }] = await Promise.all([
		import('./oci/place.ts'),
		import('./oci/credentials.ts'),
		import('./oci/registry-store.ts'),
	])
	const place = readOciPlace(text, insecure === undefined ? {} : { insecure })
	const store = new RegistryStore(place, {
		credentials: () => dockerCredentials(place.host, { env, signal }),
	})
	await store.has('reachable', { signal })
	return store
}
