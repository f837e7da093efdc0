import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { crc32 } from 'node:zlib'

/** Bytes of what has one sum. */
export const CHUNK_BYTES = 256 * 1024

/** How many chunks are read at once. */
const AT_ONCE = 16

/** CRC-32 by the number of the chunk, for each that is not all zeros. */
type ChunkSums = [chunk: number, sum: number][]

/**
 * The sums of a large file, most of which was never written and is a hole. CRCs, not sha256: what is to be found is a disk's
 * fault, and whoever wants to deceive may write the sums as well. Reads all of it,
 * holes too.
 */
export async function chunkSums(file: FileHandle): Promise<ChunkSums> {
	const zeros = Buffer.alloc(CHUNK_BYTES)
	const buffer = Buffer.alloc(AT_ONCE * CHUNK_BYTES)
	const chunks: ChunkSums = []
	for (let first = 0; ; first += AT_ONCE) {
		const { bytesRead } = await file.read(buffer, 0, buffer.length, first * CHUNK_BYTES)
		if (bytesRead === 0) return chunks
		for (let at = 0; at < bytesRead; at += CHUNK_BYTES) {
			const chunk = buffer.subarray(at, Math.min(at + CHUNK_BYTES, bytesRead))
			if (!chunk.equals(zeros.subarray(0, chunk.length)))
				chunks.push([first + at / CHUNK_BYTES, crc32(chunk)])
		}
	}
}

/** All of {@link chunkSums} in 64 hex digits. */
export async function sumOfChunks(path: string): Promise<string> {
	await using file = await open(path)
	return createHash('sha256')
		.update(JSON.stringify(await chunkSums(file)))
		.digest('hex')
}
