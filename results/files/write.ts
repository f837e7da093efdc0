import { randomBytes } from 'node:crypto'
import { constants, createWriteStream, fstatSync, open as openCallback } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { Socket } from 'node:net'
import { basename, dirname, join } from 'node:path'
import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { isatty, WriteStream } from 'node:tty'
import { promisify } from 'node:util'
import { HostError } from '../errors/index.ts'
import { namesUnder } from './own-path.ts'
import { type OpenTarget, targetOf } from './target.ts'

const openFd = promisify(openCallback)

/**
 * Writes a file whole: whoever reads the name sees the old content or the new one, also after a power cut. The write may be
 * repeated by several processes at once; the last one stays. Into a pipe or a character device it is written as it is.
 * @throws ConfigurationError for what may not be replaced, as {@link targetOf} says; else what the file system does.
 */
export async function writeAtomic(
	path: string,
	content: string | Uint8Array,
	{
		mode = 0o644,
		signal,
	}: { readonly mode?: number | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<void> {
	const target = await targetOf(path)
	switch (target.kind) {
		case 'file':
			return replaceAtomic(target.path, async (temporary) => {
				await using file = await open(temporary, 'wx', mode)
				await file.writeFile(content)
			})
		case 'descriptor':
		case 'stream':
			return pipeline([content], await openTarget(target), { signal })
	}
}

/**
 * {@link writeAtomic} for what somebody else writes: `write` gets a path beside the file, which does not exist yet. What it
 * leaves there is synced and takes the name, whatever has it.
 */
export async function replaceAtomic(
	path: string,
	write: (temporary: string) => Promise<void>,
): Promise<void> {
	await intoPlace(path, async (temporary) => {
		await write(temporary)
		await syncFile(temporary)
	})
}

/** As {@link replaceAtomic}, for what has no content of its own to be synced. */
export async function intoPlace(path: string, make: (temporary: string) => Promise<void>): Promise<void> {
	const temporary = join(dirname(path), temporaryName(basename(path)))
	try {
		await make(temporary)
		await rename(temporary, path)
	} catch (error) {
		// What went wrong first is what is told.
		await rm(temporary, { force: true }).catch(() => undefined)
		throw error
	}
	await syncFile(dirname(path))
}

const temporaryName = (name: string): string =>
	`.${name}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`

const isTemporary = (name: string): boolean => /^\..+\.\d+-[0-9a-f]{8}\.tmp$/.test(name)

/**
 * Removes what writers that were killed left under a directory: files without their names. Nobody may be writing there.
 * @param spared names in it that are left alone, with all that lies below them.
 */
export async function removeUnfinished(directory: string, spared: readonly string[] = []): Promise<void> {
	for (const name of await namesUnder(directory)) {
		if (spared.some((one) => name.startsWith(join(one, '/')))) continue
		if (isTemporary(basename(name))) await rm(join(directory, name), { force: true })
	}
}

/** Has the content of a file on the disk, or the names of a folder: a rename is not, before. */
export async function syncFile(path: string): Promise<void> {
	await using file = await open(path, 'r')
	await file.sync()
}

/** What is written to the end of it; it closes what it opened. @throws HostError for a pipe that nobody reads. */
export async function openTarget(target: OpenTarget): Promise<Writable> {
	if (target.kind === 'descriptor') return createWriteStream('', { fd: target.fd, autoClose: false })
	// Without waiting for a pipe's reader, in a thread that no signal reaches.
	const flags = constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY
	const fd = await openFd(target.path, flags).catch((cause: NodeJS.ErrnoException) => {
		if (cause.code !== 'ENXIO') throw cause
		throw new HostError(`nobody reads the pipe ${target.path}`, { cause, hint: 'Start what reads it first.' })
	})
	// Node's files know no EAGAIN, which a full pipe or terminal answers.
	if (isatty(fd)) return new WriteStream(fd)
	return fstatSync(fd).isFIFO()
		? new Socket({ fd, readable: false, writable: true })
		: createWriteStream('', { fd })
}
