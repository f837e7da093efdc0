import { randomBytes } from 'node:crypto'
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

/**
 * What an entry is built in, below `scratch`: no build has the name of another one. A killed harness leaves its lock at once, and
 * its programs (mmdebstrap, make) have ten seconds to end, in which they write by path.
 */
export const buildName = (kind: string, key: string) => `${kind}-${key}-${randomBytes(4).toString('hex')}`

/** The entry, as its lock names it, that a scratch directory is the build of; undefined for anything else. */
export const builtBy = (scratch: string): string | undefined =>
	// Those of earlier versions had no more than the entry's name.
	/^([a-z-]+-[0-9a-f]{24})(?:-[0-9a-f]{8})?$/.exec(scratch)?.[1]

/** Who works in a scratch directory: the build of an entry, or the download of a key. */
const builderOf = (scratch: string) =>
	builtBy(scratch) ?? scratch.replace(/^arriving-([0-9a-f]+)-.*$/, 'download-$1')
