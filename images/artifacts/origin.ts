import { readdir, readFile, rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { absent } from './fault.ts'
import { sha256OfFile } from './sum.ts'

/**
 * Something that one cache may give another, always a single file: by the sum of its content (`files`), or by the key of the
 * entry that it is all of. Neither a path nor a name of a file goes with it.
 */
export interface SharedItem {
	readonly kind: 'files' | SharedKind
	/** 64 hex digits of sha256, or the 24 of an entry's key. */
	readonly name: string
}

export interface PullCall {
	readonly signal?: AbortSignal | undefined
	/** Larger ones are not what was asked for. */
	readonly maxBytes?: number | undefined
}

/** Another cache, which is asked for what this one lacks before anything is downloaded or built. */
export interface CacheOrigin {
	/** For people; without credentials. */
	readonly place: string
	/**
	 * Writes an item to the path `into`, whole, or leaves nothing there. @returns whether it did: what the origin lacks, gives
	 * wrong or cannot give now is said to people and is no error. @throws errors of this machine's disk; InterruptedError.
	 */
	pull(item: SharedItem, into: string, call: PullCall): Promise<boolean>
	/** Says that what came is not what was asked for. */
	refuse(item: SharedItem, why: string): void
}

/**
 * The one file of each kind of entry that is shared. What is unpacked of packages (kernels, busybox) is not: the packages are,
 * whose sums the lock file vouches for.
 */
const sharedFiles = {
	base: 'base.ext4',
	initrd: 'initrd',
	modules: 'modules.ext4',
	parts: 'part.ext4',
	probe: 'probe.tar',
	sources: 'source.deb',
} as const
type SharedKind = keyof typeof sharedFiles

const isShared = (kind: string): kind is SharedKind => Object.hasOwn(sharedFiles, kind)

interface Pulling extends PullCall {
	readonly origin: CacheOrigin | undefined
}

/** Fills the empty directory `into` of an entry from the origin. @returns whether it did; else the directory is empty. */
export async function pullEntry(
	{ kind, name }: { readonly kind: string; readonly name: string },
	into: string,
	{ origin, ...call }: Pulling,
): Promise<boolean> {
	if (!origin || !isShared(kind)) return false
	return origin.pull({ kind, name }, join(into, sharedFiles[kind]), call)
}

/**
 * Brings the file of a sum from the origin to the path `into`. @returns whether it did; else nothing is there.
 */
export async function pullFile(sha256: string, into: string, { origin, ...call }: Pulling): Promise<boolean> {
	const item = { kind: 'files', name: sha256 } as const
	if (!origin || !(await origin.pull(item, into, call))) return false
	const found = await sha256OfFile(into)
	if (found === sha256) return true
	await rm(into)
	origin.refuse(item, `it has sha256 ${found}`)
	return false
}

/** What of a cache goes to another one, of the paths that a process used. */
export async function sharedItems(
	root: string,
	used: Iterable<string>,
): Promise<(SharedItem & { readonly path: string })[]> {
	const items = await Promise.all([...used].map((path) => itemAt(path, relative(root, path).split('/'))))
	return items.filter((item) => item !== undefined)
}

async function itemAt(path: string, [kind = '', name = '', file]: readonly string[]) {
	if (kind === 'apt' && name === 'debs' && file !== undefined) {
		const sum = await readFile(`${path}.sha256`, 'utf8').catch(absent)
		return sum === undefined ? undefined : ({ kind: 'files', name: sum.trim(), path } as const)
	}
	if (kind === 'downloads') {
		const found = (await readdir(path)).find((one) => one !== 'inputs.json')
		return found === undefined ? undefined : ({ kind: 'files', name, path: join(path, found) } as const)
	}
	return isShared(kind) ? { kind, name, path: join(path, sharedFiles[kind]) } : undefined
}
