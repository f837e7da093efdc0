import { open, readFile, stat, writeFile } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { z } from 'zod'
import { CHUNK_BYTES, chunkSums } from '../../host/index.ts'

/** How many chunks are read at once, at most. */
const AT_ONCE = 8

/** What `stat` counts blocks in. */
const BLOCK = 512

const sums = z.object({
	/** Bytes of the whole file. */
	size: z.number(),
	/** Bytes on the disk: more would mean that something was written into a hole. */
	allocated: z.number(),
	/** As `chunkSums` gives them. */
	chunks: z.array(z.tuple([z.number(), z.number()])),
})

/** Writes down what a memory file holds. */
export async function writeMemorySums(memory: string, into: string): Promise<void> {
	await using file = await open(memory)
	const chunks = await chunkSums(file)
	// Before they are on the disk, a file system counts fewer blocks than it will.
	await file.sync()
	const { size, blocks } = await stat(memory)
	await writeFile(into, JSON.stringify({ size, allocated: blocks * BLOCK, chunks }))
}

/**
 * What is wrong with a memory file, in words; undefined when it is as it was.
 * @throws when this host cannot look.
 */
export async function memoryDamage(memory: string, sumsFile: string): Promise<string | undefined> {
	const expected = await readSums(sumsFile)
	if (!expected) return 'the sums of its memory cannot be read'
	const { size, allocated, chunks } = expected
	const found = await unlessMissing(stat(memory))
	if (!found) return 'its memory is missing'
	if (found.size !== size) return `its memory has ${found.size} bytes instead of ${size}`
	if (found.blocks * BLOCK > allocated) return 'its memory has data where there was none'
	await using file = await open(memory)
	const buffer = Buffer.allocUnsafeSlow(AT_ONCE * CHUNK_BYTES)
	for (const run of runsOf(chunks)) {
		const start = run[0]![0] * CHUNK_BYTES
		const { bytesRead } = await file.read(buffer, 0, run.length * CHUNK_BYTES, start)
		for (const [position, [, sum]] of run.entries()) {
			const chunk = buffer.subarray(position * CHUNK_BYTES, Math.min((position + 1) * CHUNK_BYTES, bytesRead))
			if (crc32(chunk) === sum) continue
			const from = start + position * CHUNK_BYTES
			return `its memory was changed between byte ${from} and ${from + chunk.length}`
		}
	}
	return undefined
}

/** Chunks that follow one another, to be read at once: that takes half as long. */
function* runsOf(chunks: Sums['chunks']): Generator<Sums['chunks']> {
	for (let start = 0, end = 1; start < chunks.length; start = end++) {
		const follows = () => chunks[end]?.[0] === chunks[start]![0] + end - start
		while (end - start < AT_ONCE && follows()) end++
		yield chunks.slice(start, end)
	}
}

type Sums = z.infer<typeof sums>

/** @throws what the host's file system does: a host without free file descriptors has damaged nothing. */
async function readSums(path: string): Promise<Sums | undefined> {
	const text = await unlessMissing(readFile(path, 'utf8'))
	if (text === undefined) return undefined
	try {
		return sums.parse(JSON.parse(text))
	} catch {
		return undefined
	}
}

/** Undefined for what is not there; any other failure is the host's and is thrown. */
async function unlessMissing<T>(found: Promise<T>): Promise<T | undefined> {
	try {
		return await found
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException
		if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
		throw error
	}
}
