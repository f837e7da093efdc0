import { open, readFile, stat, writeFile } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { z } from 'zod'

/** Bytes of what has one sum. Most of a guest's memory was never written, and is a hole of the file. */
const CHUNK = 256 * 1024

/** What `stat` counts blocks in. */
const BLOCK = 512

const sums = z.object({
	/** Bytes of the whole file. */
	size: z.number(),
	/** Bytes on the disk: more would mean that something was written into a hole. */
	allocated: z.number(),
	/** CRC-32 by the number of the chunk, for each that is not all zeros. */
	chunks: z.array(z.tuple([z.number(), z.number()])),
})

/**
 * Writes down what a memory file holds. A CRC, not sha256: what is to be found is a disk's fault, and whoever wants to
 * deceive may write both files.
 */
export async function writeMemorySums(memory: string, into: string): Promise<void> {
	const zeros = Buffer.alloc(CHUNK)
	const chunks: [number, number][] = []
	await using file = await open(memory)
	const buffer = Buffer.alloc(CHUNK)
	for (let index = 0; ; index++) {
		const { bytesRead } = await file.read(buffer, 0, CHUNK, index * CHUNK)
		if (bytesRead === 0) break
		const chunk = buffer.subarray(0, bytesRead)
		if (!chunk.equals(zeros.subarray(0, bytesRead))) chunks.push([index, crc32(chunk)])
	}
	const { size, blocks } = await stat(memory)
	await writeFile(into, JSON.stringify({ size, allocated: blocks * BLOCK, chunks }))
}

/** What is wrong with a memory file, in words; undefined when it is as it was. */
export async function memoryDamage(memory: string, sumsFile: string): Promise<string | undefined> {
	const expected = await readSums(sumsFile)
	if (!expected) return 'the sums of its memory cannot be read'
	const { size, allocated, chunks } = expected
	const found = await stat(memory).catch(() => undefined)
	if (!found) return 'its memory is missing'
	if (found.size !== size) return `its memory has ${found.size} bytes instead of ${size}`
	if (found.blocks * BLOCK > allocated) return 'its memory has data where there was none'
	await using file = await open(memory)
	const buffer = Buffer.alloc(CHUNK)
	for (const [index, sum] of chunks) {
		const { bytesRead } = await file.read(buffer, 0, CHUNK, index * CHUNK)
		if (crc32(buffer.subarray(0, bytesRead)) !== sum)
			return `its memory was changed between byte ${index * CHUNK} and ${index * CHUNK + bytesRead}`
	}
	return undefined
}

async function readSums(path: string): Promise<z.infer<typeof sums> | undefined> {
	try {
		return sums.parse(JSON.parse(await readFile(path, 'utf8')))
	} catch {
		return undefined
	}
}
