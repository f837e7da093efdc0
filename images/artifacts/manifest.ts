import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { z } from 'zod'
import { sha256OfFile } from './sum.ts'

const name = 'manifest.json'

/** Larger files (a base image with room for Docker's data) are known by size and time of change. */
const LARGEST_SUMMED = 512 * 1024 ** 2

/** An entry of more files than this (a kernel's modules) has only its sizes checked at each first use. */
const MOST_SUMMED_AT_USE = 32

const fileState = z.object({
	size: z.number(),
	sha256: z.string().optional(),
	/** Whole milliseconds. */
	mtime: z.number().optional(),
})
const manifest = z.record(z.string(), fileState)

/** Writes down what the files of a directory are. */
export async function writeManifest(dir: string): Promise<void> {
	const files: z.infer<typeof manifest> = {}
	for (const path of await filesBelow(dir)) {
		const { size, mtimeMs } = await stat(path)
		files[relative(dir, path)] =
			size <= LARGEST_SUMMED
				? { size, sha256: await sha256OfFile(path) }
				: { size, mtime: Math.trunc(mtimeMs) }
	}
	await writeFile(join(dir, name), JSON.stringify(files, null, 1))
}

/**
 * What is wrong with an entry, in words; undefined when nothing is, or when it is from before manifests.
 * `everything`: all sums, also those of entries with many files.
 */
export async function damageOf(
	dir: string,
	options: { everything?: boolean } = {},
): Promise<string | undefined> {
	const text = await readFile(join(dir, name), 'utf8').catch(() => undefined)
	if (text === undefined) return undefined
	let files: z.infer<typeof manifest>
	try {
		files = manifest.parse(JSON.parse(text))
	} catch {
		return `${name} cannot be read`
	}
	const entries = Object.entries(files)
	const sums = options.everything === true || entries.length <= MOST_SUMMED_AT_USE
	for (const [file, expected] of entries) {
		const path = join(dir, file)
		const found = await stat(path).catch(() => undefined)
		if (!found?.isFile()) return `${file} is missing`
		if (found.size !== expected.size) return `${file} has ${found.size} bytes instead of ${expected.size}`
		if (expected.mtime !== undefined && Math.trunc(found.mtimeMs) !== expected.mtime)
			return `${file} was changed on ${found.mtime.toISOString()}`
		if (sums && expected.sha256 !== undefined) {
			const sum = await sha256OfFile(path)
			if (sum !== expected.sha256) return `${file} has sha256 ${sum} instead of ${expected.sha256}`
		}
	}
	return undefined
}

async function filesBelow(dir: string): Promise<string[]> {
	const found = await readdir(dir, { recursive: true, withFileTypes: true })
	return found.filter((item) => item.isFile()).map((item) => join(item.parentPath, item.name))
}
