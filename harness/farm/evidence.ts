import { once } from 'node:events'
import { constants } from 'node:fs'
import { mkdir, open, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { extract, pack } from 'tar-stream'
import { HostError } from '#results'

const [compress, expand] = [promisify(gzip), promisify(gunzip)]

/** Bytes of a cell's files: a guest may print what it likes. */
const MAX_FILES = 200 * 2 ** 20
const MAX_UNPACKED = 512 * 2 ** 20

/** What of a run belongs to one cell. */
export interface CellFiles {
	/** `events.ndjson`, as it was written. */
	readonly events: string
	/** The directory of its evidence, which may not be there. */
	readonly evidenceDir: string
}

const EVENTS = 'events.ndjson'
const EVIDENCE = 'evidence/'

/**
 * A cell's events and evidence as one file. Links and devices are left out, and files beyond a limit, which is said in one.
 * @param maxBytes of all its files; default: 200 MiB. What would go beyond it is not read at all.
 */
export async function packCell({ events, evidenceDir }: CellFiles, maxBytes = MAX_FILES): Promise<Buffer> {
	const tar = pack()
	const whole = buffer(tar)
	// A time would make other bytes of the same files.
	const put = (name: string, content: string | Buffer) =>
		void tar.entry({ name, mtime: new Date(0) }, content)
	put(EVENTS, events)
	let room = maxBytes
	const left: string[] = []
	for (const name of await filesBelow(evidenceDir)) {
		const content = await readWithin(join(evidenceDir, name), room)
		room -= content?.length ?? 0
		if (content === undefined) left.push(name)
		else put(EVIDENCE + name, content)
	}
	if (left.length > 0)
		put(`${EVIDENCE}left-out.txt`, `Too large to be kept by the farm:\n${left.join('\n')}\n`)
	tar.finalize()
	return compress(await whole)
}

/** A file's content, as long as it was when it was opened; undefined where that is more than `room` bytes. */
async function readWithin(path: string, room: number): Promise<Buffer | undefined> {
	await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
	const { size } = await file.stat()
	if (size > room) return undefined
	const content = Buffer.alloc(size)
	let read = 0
	while (read < size) {
		const { bytesRead } = await file.read(content, read, size - read, read)
		if (bytesRead === 0) break
		read += bytesRead
	}
	return content.subarray(0, read)
}

async function filesBelow(dir: string): Promise<string[]> {
	const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => [])
	return entries
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
		.sort()
}

/** A path below a directory, and nothing else. */
const isInner = (path: string): boolean =>
	path.length < 1000 &&
	path.split('/').every((part) => /^[^/\0]+$/.test(part) && part !== '.' && part !== '..')

/**
 * Unpacks what a worker packed, into a directory that only we write to.
 * @returns its events. @throws HostError for what is no such file: nothing outside of `evidenceDir` is written.
 */
export async function unpackCell(content: Uint8Array, evidenceDir: string): Promise<string> {
	const tar = extract()
	const bytes = await expand(content, { maxOutputLength: MAX_UNPACKED }).catch((cause: unknown) => {
		throw new HostError('what a worker stored of a cell cannot be unpacked', { cause })
	})
	let events: string | undefined
	const ended = once(tar, 'close')
	tar.end(bytes)
	try {
		for await (const entry of tar) {
			const { name, type } = entry.header
			const data = await buffer(entry)
			if (type !== 'file') throw new Error(`${JSON.stringify(name)} is no plain file`)
			if (name === EVENTS) events = data.toString()
			else if (name.startsWith(EVIDENCE) && isInner(name.slice(EVIDENCE.length)))
				await writeNew(join(evidenceDir, name.slice(EVIDENCE.length)), data)
			else throw new Error(`${JSON.stringify(name)} is no file of a cell`)
		}
		await ended
	} catch (cause) {
		throw new HostError('what a worker stored of a cell is not what a worker stores', { cause })
	}
	if (events === undefined) throw new HostError('what a worker stored of a cell has no events')
	return events
}

async function writeNew(path: string, data: Buffer): Promise<void> {
	await mkdir(dirname(path), { recursive: true })
	await using file = await open(path, 'wx', 0o644)
	await file.writeFile(data)
}
