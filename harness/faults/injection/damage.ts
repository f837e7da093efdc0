import { lstat, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { Damage } from './injection.ts'

/** Damages a file of a cache, of a manifest or of a snapshot as likely as any. @returns which. */
export async function damageCache(cache: string, damage: Damage, file: number): Promise<string> {
	const entries = await readdir(cache, { recursive: true, withFileTypes: true })
	const paths = entries
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name))
		.filter((path) => !/\/(locks|scratch|accelerator)\//.test(path))
		.sort()
	const path = paths[file % paths.length]
	if (path === undefined) return 'nothing, since the cache was empty'
	const { size, atime, mtime } = await lstat(path)
	switch (damage) {
		case 'cut':
			await truncate(path, Math.floor(size / 2))
			break
		case 'empty':
			await truncate(path, 0)
			break
		case 'removed':
			await rm(path)
			break
		case 'longer':
			await writeFile(path, 'more', { flag: 'a' })
			break
		case 'altered': {
			const content = await readFile(path)
			// In the middle, and with the time it had: as a disk does it.
			if (content.length > 0) content[content.length >> 1]! ^= 0x41
			await writeFile(path, content)
			await utimes(path, atime, mtime)
		}
	}
	return relative(cache, path)
}

/** Takes bytes off the end of an event log, or puts half a line there. */
export async function tearLog(path: string, bytes: number): Promise<void> {
	const { size } = await lstat(path)
	if (bytes < 0) await truncate(path, Math.max(0, size + bytes))
	else
		await writeFile(path, '{"at":"2026-11-26T00:00:00.000Z","type":"note","message":"'.slice(0, bytes), {
			flag: 'a',
		})
}
