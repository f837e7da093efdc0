import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { InterruptedError } from '#results'
import { holdMutex } from '#vm/host'
import { absent } from '../fault.ts'
import { lockPathOf } from '../locks.ts'
import { damageOf } from '../manifest.ts'
import { quarantine } from '../quarantine.ts'
import { sha256OfFile } from '../sum.ts'
import { type CacheItem, lastUse, listCache, listKind } from './list.ts'

export interface GarbageOptions {
	/** Whatever was used since stays: resolve what is still needed first, then pass the time before that. */
	readonly usedBefore: Date
	/** Paths that stay in any case, such as `Cache.used`. */
	readonly keep?: ReadonlySet<string>
	/** Only say what would go. */
	readonly dryRun?: boolean
	readonly signal?: AbortSignal | undefined
}

interface RemoveOptions {
	readonly usedBefore: Date
	readonly signal: AbortSignal | undefined
}

/** A VM of a run that lasts may still be on its scratch disk. */
const SCRATCH_STAYS_MS = 24 * 60 * 60_000

/** Removes what nothing needs; returns what went. Each item goes whole, out of everybody's sight first. */
export async function collectGarbage(root: string, options: GarbageOptions): Promise<CacheItem[]> {
	const { usedBefore, keep, dryRun, signal } = options
	const now = Date.now()
	const goes = ({ kind, path, usedAt }: CacheItem) =>
		usedAt < usedBefore &&
		keep?.has(path) !== true &&
		(kind !== 'scratch' || now - usedAt.getTime() > SCRATCH_STAYS_MS)
	const garbage = (await listCache(root)).filter(goes)
	if (dryRun) return garbage
	const gone: CacheItem[] = []
	for (const item of garbage) if (await removeLocked(root, item, { usedBefore, signal })) gone.push(item)
	return gone
}

export interface ShrinkOptions extends Omit<GarbageOptions, 'dryRun'> {
	readonly kind: string
	/** On the disk, all together. */
	readonly maxBytes: number
	/** What else must be so of an entry that goes; everything goes where nothing is said. */
	readonly goes?: (item: CacheItem) => Promise<boolean>
}

/**
 * Removes entries of one kind, what was used longest ago first, until they take no more than they may.
 * @returns bytes that they take then: more, when what must stay takes more.
 */
export async function shrinkKind(root: string, options: ShrinkOptions): Promise<number> {
	const { kind, maxBytes, usedBefore, keep, goes, signal } = options
	const items = await listKind(root, kind)
	let bytes = items.reduce((sum, item) => sum + item.bytes, 0)
	for (const item of items.sort((a, b) => a.usedAt.getTime() - b.usedAt.getTime())) {
		if (bytes <= maxBytes || item.usedAt >= usedBefore) break
		if (keep?.has(item.path) || (goes !== undefined && !(await goes(item)))) continue
		if (await removeLocked(root, item, { usedBefore, signal })) bytes -= item.bytes
	}
	return bytes
}

/** Removes an item unless somebody has used it since it was listed; resolves to whether it is gone. */
async function removeLocked(root: string, item: CacheItem, options: RemoveOptions): Promise<boolean> {
	const { usedBefore, signal } = options
	if (signal?.aborted) throw new InterruptedError('Stopped while cleaning the cache.')
	await using _lock = await holdMutex(lockPathOf(root, item), { signal })
	const usedAt = await lastUse(item)
	if (usedAt === undefined || usedAt >= usedBefore) return false
	await remove(root, item)
	return true
}

async function remove(root: string, { kind, path }: CacheItem): Promise<void> {
	const scratch = join(root, 'scratch')
	await mkdir(scratch, { recursive: true })
	const gone = join(scratch, `gone-${randomBytes(6).toString('hex')}`)
	await rename(path, gone)
	if (kind === 'debs') await rm(`${path}.sha256`, { force: true })
	await rm(gone, { recursive: true, force: true })
}

export interface Damage {
	readonly item: CacheItem
	/** In words: which file, what it has, what it should have. */
	readonly what: string
	/** Where it lies now; it is fetched or built again when it is needed. */
	readonly quarantined: string
}

export interface VerifyOptions {
	readonly signal?: AbortSignal | undefined
	/** Called before each item is read. */
	readonly onItem?: (item: CacheItem, index: number, count: number) => void
	/** What is wrong with an item beyond what the cache knows of it, in words: snapshots have sums of their own. */
	readonly damage?: (item: CacheItem) => Promise<string | undefined>
}

/** Reads everything in the cache and moves what is not what it was to quarantine. */
export async function verifyCache(
	root: string,
	{ signal, onItem, damage }: VerifyOptions = {},
): Promise<Damage[]> {
	const items = (await listCache(root)).filter(({ kind }) => kind !== 'scratch' && kind !== 'quarantine')
	const found: Damage[] = []
	for (const [index, item] of items.entries()) {
		if (signal?.aborted) throw new InterruptedError('Stopped while reading the cache.')
		onItem?.(item, index, items.length)
		await using _lock = await holdMutex(lockPathOf(root, item), { signal })
		if ((await lastUse(item)) === undefined) continue
		const what = (await damageTo(item)) ?? (await damage?.(item))
		if (what === undefined) continue
		const quarantined = await quarantine(root, item.path, `${item.kind}-${item.name}`)
		if (item.kind === 'debs') await rm(`${item.path}.sha256`, { force: true })
		found.push({ item, what, quarantined })
	}
	return found
}

async function damageTo({ kind, name, path }: CacheItem): Promise<string | undefined> {
	if (kind === 'downloads') return downloadDamage(path, name)
	if (kind !== 'debs') return damageOf(path, { readLarge: true })
	const noted = await readFile(`${path}.sha256`, 'utf8').catch(absent)
	return noted === undefined ? `${name}.sha256 is missing` : sumDamage(path, noted.trim())
}

async function downloadDamage(dir: string, sha256: string): Promise<string | undefined> {
	try {
		const { name } = JSON.parse(await readFile(join(dir, 'inputs.json'), 'utf8')) as { name: string }
		return await sumDamage(join(dir, basename(name)), sha256)
	} catch (error) {
		return absent(error) ?? (error instanceof Error ? error.message : String(error))
	}
}

async function sumDamage(path: string, wanted: string): Promise<string | undefined> {
	const sum = await sha256OfFile(path)
	return sum === wanted ? undefined : `${basename(path)} has sha256 ${sum} instead of ${wanted}`
}
