import { randomBytes } from 'node:crypto'
import { open, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'

/**
 * Writes a file whole: whoever reads the name sees the old content or the new one, also after a power cut. The write
 * may be repeated by several processes at once; the last one stays. @throws what the file system does.
 */
export async function writeAtomic(
	path: string,
	content: string | Uint8Array,
	{ mode = 0o644 }: { readonly mode?: number | undefined } = {},
): Promise<void> {
	await replaceAtomic(path, async (temporary) => {
		await using file = await open(temporary, 'wx', mode)
		await file.writeFile(content)
	})
}

/**
 * {@link writeAtomic} for what a program writes: `write` gets a path beside the file, which does not exist yet. What it
 * leaves there is synced and takes the name.
 */
export async function replaceAtomic(
	path: string,
	write: (temporary: string) => Promise<void>,
): Promise<void> {
	const temporary = `${path}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`
	try {
		await write(temporary)
		await syncFile(temporary)
		await rename(temporary, path)
	} catch (error) {
		// What went wrong first is what is told.
		await rm(temporary, { force: true }).catch(() => undefined)
		throw error
	}
	await syncFolder(dirname(path))
}

/** Has the content of a file on the disk. */
export async function syncFile(path: string): Promise<void> {
	await using file = await open(path, 'r')
	await file.sync()
}

/** Has the names of a folder on the disk: a rename is not, before. */
export async function syncFolder(path: string): Promise<void> {
	await syncFile(path)
}

/**
 * Everything under a directory, by its path from there. No link is followed: what a stranger packed leads nowhere else. Node's
 * own `readdir`, asked for names alone, goes into the directories behind links.
 * @throws Error with Node's `code` when a directory cannot be read
 */
export async function namesUnder(directory: string): Promise<string[]> {
	const entries = await readdir(directory, { recursive: true, withFileTypes: true })
	return entries.map(({ parentPath, name }) => relative(directory, join(parentPath, name)))
}
