import { join } from 'node:path'

/** A thing in the cache by its kind and name, as the inventory lists it. */
export interface Lockable {
	readonly kind: string
	readonly name: string
}

/**
 * The lock that whoever makes, moves or removes a thing of the cache holds. One function for all of them: two who lock
 * different names exclude nobody.
 */
export function lockPathOf(root: string, { kind, name }: Lockable): string {
	switch (kind) {
		case 'debs':
			// apt finds packages by name in one directory, so there is one lock for all.
			return join(root, 'apt/lock-download')
		case 'scratch':
			return join(root, 'locks', builderOf(name))
		default:
			return join(root, 'locks', `${kind}-${name}`)
	}
}

/** A download of one key: from the first question to the cache until it lies there. */
export const downloadLockPath = (root: string, keyHash: string) => join(root, 'locks', `download-${keyHash}`)

/** What of a download has arrived, by the hashes of its key and address. */
export const arrivingName = (keyHash: string, addressHash: string) => `arriving-${keyHash}-${addressHash}`

/** Who works in a scratch directory: the download of a key, or the build of the entry whose name it has. */
const builderOf = (scratch: string) => scratch.replace(/^arriving-([0-9a-f]+)-.*$/, 'download-$1')
