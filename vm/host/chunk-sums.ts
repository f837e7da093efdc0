import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { crc32 } from 'node:zlib'

/** Bytes of what has one sum. */
export const CHUNK_BYTES = 256 * 1024

/** CRC-32 by the number of the chunk, for each that is not all zeros. */
type ChunkSums = [chunk: number, sum: number][]

/**
 * The sums of a large file, most of which was never written and is a hole. CRCs, not sha256: what is to be found is a disk's
 * fault, and whoever wants to deceive may write the sums as well. Reads the whole file; a hole takes 50 ms a GiB.
 */
export async function chunkSums(file: FileHandle): Promise<ChunkSums> {
	const zeros = Buffer.alloc(CHUNK_BYTES)
	const buffer = Buffer.alloc(CHUNK_BYTES)
	const chunks: ChunkSums = []
	for (let index = 0; ; index++) {
		const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, index * CHUNK_BYTES)
		if (bytesRead === 0) return chunks
		const chunk = buffer.subarray(0, bytesRead)
		if (!chunk.equals(zeros.subarray(0, bytesRead))) chunks.push([index, crc32(chunk)])
	}
}

/** All of {@link chunkSums} in 64 hex digits. */
export async function sumOfChunks(path: string): Promise<string> {
	await using file = await open(path)
	return createHash('sha256')
		.update(JSON.stringify(await chunkSums(file)))
		.digest('hex')
}
