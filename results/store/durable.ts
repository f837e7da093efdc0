import { randomBytes } from 'node:crypto'
import { open, rename, rm, symlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

const temporaryFor = (path: string): string =>
	join(dirname(path), `.${basename(path)}.${process.pid}.${randomBytes(4).toString('hex')}`)

/** Makes the names in a directory survive a power loss, as fsync of a file does for its bytes. */
async function syncDirectory(path: string): Promise<void> {
	const handle = await open(path, 'r')
	try {
		await handle.sync()
	} finally {
		await handle.close()
	}
}

async function intoPlace(path: string, make: (temporary: string) => Promise<void>): Promise<void> {
	const temporary = temporaryFor(path)
	try {
		await make(temporary)
		await rename(temporary, path)
	} catch (error) {
		await rm(temporary, { force: true })
		throw error
	}
	await syncDirectory(dirname(path))
}

/** The whole file or the one before it, never half of one. */
export async function writeDurably(path: string, text: string): Promise<void> {
	await intoPlace(path, async (temporary) => {
		const handle = await open(temporary, 'wx', 0o644)
		try {
			await handle.writeFile(text)
			await handle.sync()
		} finally {
			await handle.close()
		}
	})
}

/** Replaces a symlink without a moment in which there is none. */
export async function linkDurably(path: string, target: string): Promise<void> {
	await intoPlace(path, (temporary) => symlink(target, temporary))
}
