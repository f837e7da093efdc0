import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { decompressStream } from '../../formats/index.ts'
import { archiveEntries } from './archive.ts'
import type { Entry } from '../entry.ts'
import type { SetLimits } from '../limits.ts'
import { isModule, modulesRootOf } from '../modules.ts'
import type { Once } from '../taker.ts'
import { tarFromHeader } from './tar-from-header.ts'
import { type FileRange, type XzBlocks, xzBlocks, xzOfBlocks } from './xz-blocks.ts'

/** A .deb whose files are listed beside them, in its control.tar. */
interface ListedDeb {
	readonly path: string
	/** Its data.tar.xz. */
	readonly data: FileRange
	/** The text of its `md5sums` and its `conffiles`, which the former leaves out. */
	readonly md5sums: string
	readonly conffiles: string
	readonly limits: SetLimits
	readonly signal?: AbortSignal | undefined
	/** How much of the end is decompressed at least. */
	readonly tailBytes?: number | undefined
}

/** What is behind the modules, their index and the documentation, is smaller. */
const defaultTailBytes = 8 * 1024 * 1024

/**
 * Reads a package of a kernel without decompressing all of it: of modules the names are enough, they are nearly all of
 * the package, and they lie together between the image and their index. Decompressed are the beginning, up to the
 * first module, and the last blocks; what is read is compared with the package's own sums. What lies between is not
 * looked at; whoever unpacks the package reads it.
 *
 * Returns false where that is not possible, or something listed was not found: then all of it is to be read.
 */
export async function readListedDeb(deb: ListedDeb, once: Once): Promise<boolean> {
	const listed = listedFiles(deb)
	const modules = [...listed.keys()].filter((path) => isModule(path))
	if (modules.length === 0 || modules.some((path) => modulesRootOf(path)?.release === undefined)) return false
	const xz = await xzBlocks(deb.path, deb.data)
	const tail = xz === undefined ? [] : lastBlocks(xz, deb.tailBytes ?? defaultTailBytes)
	// With nothing between them, twice a part is dearer than once the whole.
	if (xz === undefined || xz.blocks.length - tail.length < 2) return false
	const missing = new Set([...listed.keys()].filter((path) => !isModule(path)))
	const read = async (entry: Entry) => {
		if (isModule(entry.path)) return
		missing.delete(entry.path)
		await once.take(compared(entry, listed.get(entry.path)))
	}
	const { limits, signal } = deb
	const of = (input: Readable) => archiveEntries({ shown: deb.path, input, limits, signal })
	try {
		const begin = decompressed(xz, xz.blocks.slice(0, -tail.length), deb)
		try {
			for await (const entry of of(begin.stdout)) {
				if (isModule(entry.path)) break
				await read(entry)
			}
		} finally {
			begin.stop()
		}
		const end = decompressed(xz, tail, deb)
		try {
			const rest = tarFromHeader(end.stdout as AsyncIterable<Buffer>, tail[0]!.start)
			for await (const entry of of(Readable.from(rest, { objectMode: false }))) await read(entry)
		} finally {
			end.stop()
		}
	} catch (error) {
		if (signal?.aborted) throw error
		// Reading all of it says better what is wrong, or finds that nothing is.
		return false
	}
	if (missing.size > 0) return false
	for (const path of modules) once.takeNamed(path)
	return true
}

/** The sums of files by their paths; conffiles have none. */
function listedFiles({ md5sums, conffiles }: ListedDeb): ReadonlyMap<string, string | undefined> {
	const files = new Map<string, string | undefined>()
	for (const [, path = ''] of conffiles.matchAll(/^\/(\S+)/gm)) files.set(path, undefined)
	for (const [, sum, path = ''] of md5sums.matchAll(/^([0-9a-f]{32}) [ *](.+)$/gm)) files.set(path, sum)
	return files
}

/** The entry; its content is refused where it has another sum. */
function compared(entry: Entry, sum: string | undefined): Entry {
	if (sum === undefined) return entry
	const content = async () => {
		const bytes = await entry.content()
		const found = createHash('md5').update(bytes).digest('hex')
		if (found !== sum) throw new Error(`${entry.from}: has the md5 sum ${found}, the package says ${sum}`)
		return bytes
	}
	return { ...entry, content }
}

function lastBlocks({ blocks }: XzBlocks, tailBytes: number): XzBlocks['blocks'] {
	const end = blocks.reduce((sum, { plainSize }) => sum + plainSize, 0)
	return blocks.filter(({ start, plainSize }) => start + plainSize > end - tailBytes)
}

function decompressed(xz: XzBlocks, blocks: XzBlocks['blocks'], { limits, signal }: ListedDeb) {
	const program = decompressStream('xz', xzOfBlocks(xz, blocks), {
		signal,
		deadline: limits.deadline,
		threads: 1,
	})
	// Whoever reads it has no use for its end: the files that are listed are there, or not.
	program.ended.catch(() => undefined)
	return program
}
