import { lstat, readdir, readFile, readlink, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { z } from 'zod'
import { sumOfChunks } from '#vm/host'
import { absent } from './fault.ts'
import { sha256OfFile } from './sum.ts'

const name = 'manifest.json'

/**
 * Larger files (a base image with room for Docker's data, mostly a hole) are compared by size and time of change when an entry is
 * used, which costs nothing, and by the sum of their chunks in `images verify`, which reads them.
 */
const MAX_SUMMED_BYTES = 512 * 1024 ** 2

const fileState = z.object({
	size: z.number(),
	sha256: z.string().optional(),
	/** Whole milliseconds. */
	mtime: z.number().optional(),
	/** Of `sumOfChunks`; manifests of earlier versions had none, and whoever sums a file in another way has none either. */
	chunks: z.string().optional(),
})
const files = z.record(z.string(), fileState)
/** Version 1 was the files alone; symbolic links were not written down. */
const manifest = z.union([
	z.strictObject({ version: z.literal(2), files, links: z.record(z.string(), z.string()) }),
	files.transform((first) => ({ version: 1 as const, files: first, links: {} })),
])

interface Content {
	readonly files: readonly string[]
	readonly links: readonly string[]
	/** What is neither: devices, sockets, pipes. */
	readonly others: readonly string[]
}

/**
 * Writes down what the files and links of a directory are. `sumLarge`: also what large files hold; without, whoever makes them
 * has sums of his own. `maxSummedBytes`: what is larger counts as large.
 */
export async function writeManifest(
	dir: string,
	{
		sumLarge = true,
		maxSummedBytes = MAX_SUMMED_BYTES,
	}: { readonly sumLarge?: boolean | undefined; readonly maxSummedBytes?: number | undefined } = {},
): Promise<void> {
	const found: z.infer<typeof files> = {}
	const content = await contentOf(dir)
	for (const path of content.files) {
		const { size, mtimeMs } = await lstat(join(dir, path))
		found[path] =
			size <= maxSummedBytes
				? { size, sha256: await sha256OfFile(join(dir, path)) }
				: {
						size,
						mtime: Math.trunc(mtimeMs),
						...(sumLarge ? { chunks: await sumOfChunks(join(dir, path)) } : {}),
					}
	}
	const links: Record<string, string> = {}
	for (const path of content.links) links[path] = await readlink(join(dir, path))
	await writeFile(join(dir, name), JSON.stringify({ version: 2, files: found, links }, null, 1))
}

/**
 * What is wrong with an entry, in words: a file that is missing, altered or added, a link that leads elsewhere. Undefined
 * when nothing is. A kernel's tree of a thousand files takes 0.2 s. `readLarge`: large files are read as well, in some seconds
 * for each; else their size and time have to do.
 */
export async function damageOf(
	dir: string,
	{ readLarge = false }: { readonly readLarge?: boolean | undefined } = {},
): Promise<string | undefined> {
	const text = await readFile(join(dir, name), 'utf8').catch(absent)
	if (text === undefined) return `${name} is missing`
	let written: z.infer<typeof manifest>
	try {
		written = manifest.parse(JSON.parse(text))
	} catch {
		return `${name} cannot be read`
	}
	const content = await contentOf(dir)
	const strange =
		content.files.find((path) => path !== name && !Object.hasOwn(written.files, path)) ??
		content.others[0] ??
		(written.version === 1 ? undefined : content.links.find((path) => !Object.hasOwn(written.links, path)))
	if (strange !== undefined) return `${strange} was added`
	const links = new Set(content.links)
	for (const [path, target] of Object.entries(written.links)) {
		if (!links.has(path)) return `${path} is missing`
		const found = await readlink(join(dir, path))
		if (found !== target) return `${path} links to ${found} instead of ${target}`
	}
	const regular = new Set(content.files)
	for (const [path, expected] of Object.entries(written.files)) {
		const damage = regular.has(path) ? await fileDamage(dir, path, expected, readLarge) : `${path} is missing`
		if (damage !== undefined) return damage
	}
	return undefined
}

async function fileDamage(
	dir: string,
	file: string,
	expected: z.infer<typeof fileState>,
	readLarge: boolean,
): Promise<string | undefined> {
	const path = join(dir, file)
	const found = await lstat(path)
	if (found.size !== expected.size) return `${file} has ${found.size} bytes instead of ${expected.size}`
	if (expected.mtime !== undefined && Math.trunc(found.mtimeMs) !== expected.mtime)
		return `${file} was changed on ${found.mtime.toISOString()}`
	if (readLarge && expected.chunks !== undefined && (await sumOfChunks(path)) !== expected.chunks)
		return `${file} has other bytes than it was made with, of the same size and time`
	if (expected.sha256 === undefined) return undefined
	const sum = await sha256OfFile(path)
	return sum === expected.sha256 ? undefined : `${file} has sha256 ${sum} instead of ${expected.sha256}`
}

async function contentOf(dir: string): Promise<Content> {
	const found = await readdir(dir, { recursive: true, withFileTypes: true })
	const below = (keep: (item: (typeof found)[number]) => boolean) =>
		found.filter(keep).map((item) => relative(dir, join(item.parentPath, item.name)))
	return {
		files: below((item) => item.isFile()),
		links: below((item) => item.isSymbolicLink()),
		others: below((item) => !item.isFile() && !item.isSymbolicLink() && !item.isDirectory()),
	}
}
