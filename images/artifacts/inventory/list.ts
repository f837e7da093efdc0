import { lstat, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { absent } from '../fault.ts'
import { quarantineFolders } from '../quarantine.ts'

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

/** Folders of the cache that are no entries of what was built; a test holds that none is missing. */
export const otherFolders: readonly string[] = [
	'accelerator',
	'apt',
	// The doctor's: another release's sources and lists for the machine's own apt.
	'apt-backports',
	'downloads',
	'locks',
	'scratch',
	...quarantineFolders,
]

/** Everything that the cache holds, largest first. */
export async function listCache(root: string): Promise<CacheItem[]> {
	const all = await names(root)
	// Whoever names a directory of another kind by mistake loses nothing of it: a cache that was ever built in has locks.
	if (!all.some((name) => name === 'locks')) return []
	const folders = all.filter((name) => !otherFolders.includes(name))
	const items: CacheItem[] = []
	for (const kind of [...folders, 'downloads']) items.push(...(await listKind(root, kind)))
	for (const name of await names(join(root, 'apt/debs')))
		if (name.endsWith('.deb'))
			items.push(await plainItem('debs', join(root, 'apt/debs', name), name, 'a package of Debian’s'))
	for (const folder of quarantineFolders)
		for (const name of await names(join(root, folder)))
			items.push(
				await plainItem('quarantine', join(root, folder, name), name, 'was damaged or had a wrong sum'),
			)
	for (const name of await names(join(root, 'scratch')))
		items.push(await plainItem('scratch', join(root, 'scratch', name), name, whyScratch(name)))
	return items.filter((item) => item.bytes >= 0).sort((a, b) => b.bytes - a.bytes)
}

/** A key (`hashOf`), or the sum of a download; what is called otherwise is nothing that was built here. */
const entryName = /^(?:[0-9a-f]{24}|[0-9a-f]{64})$/

/** What the cache holds of one kind of entry. */
export async function listKind(root: string, kind: string): Promise<CacheItem[]> {
	const items: CacheItem[] = []
	for (const name of await names(join(root, kind)))
		if (entryName.test(name)) items.push(await entryItem(root, kind, name))
	return items
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
	return {
		kind,
		name,
		path,
		bytes: await diskUse(path),
		usedAt: (await lastUse({ kind, path })) ?? new Date(0),
		why: await whyEntry(root, path, kind),
	}
}

/** When an item was last used; undefined when it is gone, the beginning of time when nobody noted it. */
export async function lastUse({ kind, path }: Pick<CacheItem, 'kind' | 'path'>): Promise<Date | undefined> {
	const there = await lstat(path).catch(absent)
	if (!there || plainKinds.includes(kind)) return there?.mtime
	return (await stat(join(path, 'inputs.json')).catch(() => undefined))?.mtime ?? new Date(0)
}

/** Kinds whose own time of change is that of their last use. */
const plainKinds = ['debs', 'quarantine', 'scratch']

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
	/** The key of the kernel's own entry. */
	kernel: z.string().optional(),
	without: z.array(z.string()).optional(),
	probe: z.boolean().optional(),
	/** What a snapshot is of. */
	subject: z.record(z.string(), z.string()).optional(),
})
const origins = z.array(z.object({ source: z.string() }))

/** What each kind is for, where its inputs do not say it. */
const uses: Readonly<Record<string, string>> = {
	base: 'the guests’ root file system, Debian',
	probe: 'the image that the checks’ containers run',
	busybox: 'the busybox of the initrds',
	initrd: 'the initrd of',
	modules: 'the module disk of',
}

async function whyEntry(root: string, path: string, kind: string): Promise<string> {
	const inputs = known.safeParse(await json(join(path, 'inputs.json')))
	if (!inputs.success) return `${kind}, of which it is not known what it was built from`
	const { from, name, directory, version, suite, kernel, without = [], probe, subject } = inputs.data
	if (subject) return `a snapshot of a VM: ${said(subject)}`
	if (from) return from.map(({ key, source }) => `${key} from ${source}`).join(', ')
	const own = await sourcesOf(path)
	if (own) return own
	const words = [
		...[uses[kind], name, directory, version, suite],
		kernel === undefined
			? undefined
			: ((await sourcesOf(join(root, 'kernels', kernel))) ?? 'a kernel that is gone'),
		probe ? 'the accelerator probe' : undefined,
		...without.map((module) => `without ${module}`),
	]
	return words.filter((word) => word !== undefined).join(' ') || `built for ${kind}`
}

const said = (subject: Readonly<Record<string, string>>): string =>
	Object.entries(subject)
		.map(([what, value]) => `${what} ${value}`)
		.join(', ')

/** Where an entry's packages came from, for the kinds that note it. */
async function sourcesOf(path: string): Promise<string | undefined> {
	const found = origins.safeParse(await json(join(path, 'origins.json')))
	if (!found.success || found.data.length === 0) return undefined
	return found.data.map(({ source }) => source).join(', ')
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
