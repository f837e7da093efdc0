import { lstat, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

/** One thing in the cache that can go by itself. */
export interface CacheItem {
	/** `parts`, `kernels`, `base`, … for what was built; the others as they are called here. */
	readonly kind: string
	/** The entry's key, the sum of a download, or the file's name. */
	readonly name: string
	readonly path: string
	/** On the disk: a sparse image takes less than its size. */
	readonly bytes: number
	readonly usedAt: Date
	/** What it is or what asked for it, in words. */
	readonly why: string
}

/** Folders of the cache that are no entries of what was built. */
const otherFolders = ['apt', 'locks', 'scratch', 'rejected', 'downloads']

/** Everything that the cache holds, largest first. */
export async function listCache(root: string): Promise<CacheItem[]> {
	const folders = (await names(root)).filter((name) => !otherFolders.includes(name))
	const items: CacheItem[] = []
	for (const kind of folders)
		for (const name of await names(join(root, kind))) items.push(await entryItem(root, kind, name))
	for (const name of await names(join(root, 'downloads')))
		items.push(await entryItem(root, 'downloads', name))
	for (const name of await names(join(root, 'apt/debs')))
		if (name.endsWith('.deb'))
			items.push(await plainItem('debs', join(root, 'apt/debs', name), name, 'a package of Debian’s'))
	for (const name of await names(join(root, 'rejected')))
		items.push(
			await plainItem('rejected', join(root, 'rejected', name), name, 'was damaged or had a wrong sum'),
		)
	for (const name of await names(join(root, 'scratch')))
		items.push(await plainItem('scratch', join(root, 'scratch', name), name, whyScratch(name)))
	return items.filter((item) => item.bytes >= 0).sort((a, b) => b.bytes - a.bytes)
}

const names = (dir: string) =>
	readdir(dir).then(
		(found) => found.sort(),
		() => [],
	)

const whyScratch = (name: string) =>
	name.startsWith('arriving-')
		? 'a download that broke off, to go on with'
		: 'in use, or left behind by a killed run'

async function entryItem(root: string, kind: string, name: string): Promise<CacheItem> {
	const path = join(root, kind, name)
	const used = await stat(join(path, 'inputs.json')).catch(() => undefined)
	return {
		kind,
		name,
		path,
		bytes: await diskUse(path),
		usedAt: used?.mtime ?? new Date(0),
		why: await whyEntry(path, kind),
	}
}

async function plainItem(kind: string, path: string, name: string, why: string): Promise<CacheItem> {
	const info = await lstat(path).catch(() => undefined)
	return { kind, name, path, bytes: info ? await diskUse(path) : -1, usedAt: info?.mtime ?? new Date(0), why }
}

const known = z.object({
	from: z.array(z.object({ key: z.string(), source: z.string() })).optional(),
	name: z.string().optional(),
	directory: z.string().optional(),
	version: z.string().optional(),
	suite: z.string().optional(),
})
const origins = z.array(z.object({ source: z.string() }))

async function whyEntry(path: string, kind: string): Promise<string> {
	const inputs = known.safeParse(await json(join(path, 'inputs.json')))
	if (!inputs.success) return `${kind}, of which it is not known what it was built from`
	const { from, name, directory, version, suite } = inputs.data
	if (from) return from.map(({ key, source }) => `${key} from ${source}`).join(', ')
	const sources = origins.safeParse(await json(join(path, 'origins.json')))
	if (sources.success && sources.data.length > 0) return sources.data.map(({ source }) => source).join(', ')
	return (
		[name, directory, version, suite].filter((word) => word !== undefined).join(' ') || `built for ${kind}`
	)
}

async function json(path: string): Promise<unknown> {
	try {
		return JSON.parse(await readFile(path, 'utf8'))
	} catch {
		return undefined
	}
}

const BLOCK = 512

/** Bytes on the disk, of a file or of everything in a directory. */
async function diskUse(path: string): Promise<number> {
	const info = await lstat(path).catch(() => undefined)
	if (!info?.isDirectory()) return (info?.blocks ?? 0) * BLOCK
	let bytes = info.blocks * BLOCK
	for (const item of await readdir(path, { recursive: true, withFileTypes: true }))
		bytes += ((await lstat(join(item.parentPath, item.name)).catch(() => undefined))?.blocks ?? 0) * BLOCK
	return bytes
}
