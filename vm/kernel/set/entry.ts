import { open } from 'node:fs/promises'
import { createReadStream } from 'node:fs'
import { headerBytes } from '../formats/index.ts'

/** A file of a set: of an archive, of a directory, or given itself. Its content is read at most once, in order. */
export interface Entry {
	/** For messages: `kernel.rpm: lib/modules/R/vmlinuz`. */
	readonly from: string
	/** As in the archive or on disk, with /. */
	readonly path: string
	/** Bytes. */
	readonly size: number
	/** Where a link leads, as it is written in it. */
	readonly target?: string | undefined
	/** The first `headerBytes` of it, or all. */
	readonly head: () => Promise<Buffer>
	/** All of it. */
	readonly content: () => Promise<Buffer>
	/** All of it as a stream, also after `head`. */
	readonly stream: () => AsyncIterable<Buffer>
}

type Content = Pick<Entry, 'head' | 'content' | 'stream'>

/** Content that comes from a stream, which is opened when it is asked for. `drain` reads what is left of it. */
export function streamed(openStream: () => AsyncIterable<Buffer>): Content & { drain: () => Promise<void> } {
	let iterator: AsyncIterator<Buffer> | undefined
	const chunks: Buffer[] = []
	const readTo = async (wanted: number): Promise<Buffer> => {
		iterator ??= openStream()[Symbol.asyncIterator]()
		let size = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
		while (size < wanted) {
			const next = await iterator.next()
			if (next.done) break
			chunks.push(next.value)
			size += next.value.length
		}
		return Buffer.concat(chunks)
	}
	return {
		head: async () => (await readTo(headerBytes)).subarray(0, headerBytes),
		content: () => readTo(Infinity),
		async *stream() {
			iterator ??= openStream()[Symbol.asyncIterator]()
			yield* chunks
			for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
		},
		async drain() {
			iterator ??= openStream()[Symbol.asyncIterator]()
			while (!(await iterator.next()).done);
		},
	}
}

/** A regular file on disk. */
export function diskEntry(path: string, size: number, shown = path): Entry {
	const stream = () => createReadStream(path) as AsyncIterable<Buffer>
	return {
		from: shown,
		path,
		size,
		head: () => fileHead(path),
		content: streamed(stream).content,
		stream,
	}
}

/** The first bytes of a file. */
export async function fileHead(path: string, length = headerBytes): Promise<Buffer> {
	await using file = await open(path)
	const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0)
	return buffer.subarray(0, bytesRead)
}
