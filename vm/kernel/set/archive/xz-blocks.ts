import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { crc32 } from 'node:zlib'

/** Bytes of a file. */
export interface FileRange {
	readonly offset: number
	readonly size: number
}

/** A block of an .xz stream, which can be decompressed without those before it. */
interface XzBlock extends FileRange {
	/** Bytes of it, unpadded: what the index says. */
	readonly unpadded: number
	/** Where it begins in what is compressed, and how long it is there. */
	readonly start: number
	readonly plainSize: number
}

/** An .xz stream whose index could be read. */
export interface XzBlocks {
	readonly path: string
	/** Where the stream begins in the file. */
	readonly offset: number
	/** The flags of its header, which its footer repeats. */
	readonly header: Buffer
	readonly blocks: readonly XzBlock[]
}

const headerSize = 12
const maxIndexBytes = 1024 * 1024
const upTo4 = (size: number): number => Math.ceil(size / 4) * 4

/**
 * The blocks of an .xz stream in a file, by the index at its end; undefined where it is not one whole stream.
 * The format: https://tukaani.org/xz/xz-file-format.txt
 */
export async function xzBlocks(path: string, { offset, size }: FileRange): Promise<XzBlocks | undefined> {
	if (size < 3 * headerSize) return undefined
	await using file = await open(path)
	const header = await bytesAt(file, offset, headerSize)
	const footer = await bytesAt(file, offset + size - headerSize, headerSize)
	const sameFlags = header.subarray(6, 8).equals(footer.subarray(8, 10))
	if (header.toString('latin1', 1, 5) !== '7zXZ' || footer.toString('latin1', 10) !== 'YZ' || !sameFlags)
		return undefined
	const indexSize = (footer.readUInt32LE(4) + 1) * 4
	if (indexSize > Math.min(maxIndexBytes, size - 2 * headerSize)) return undefined
	const index = await bytesAt(file, offset + size - headerSize - indexSize, indexSize)
	if (crc32(index.subarray(0, -4)) !== index.readUInt32LE(indexSize - 4)) return undefined
	const blocks: XzBlock[] = []
	let at = offset + headerSize
	let start = 0
	for (const [unpadded, plainSize] of recordsOf(index)) {
		blocks.push({ offset: at, size: upTo4(unpadded), unpadded, start, plainSize })
		at += upTo4(unpadded)
		start += plainSize
	}
	// Several streams in a row, or padding.
	if (at !== offset + size - headerSize - indexSize) return undefined
	return { path, offset, header, blocks }
}

/** Some of the blocks, in their order, as a stream of its own: whoever decompresses it also compares their sums. */
export function xzOfBlocks({ path, header }: XzBlocks, blocks: readonly XzBlock[]): Readable {
	return Readable.from(
		(async function* () {
			yield header
			for (const { offset, size } of blocks)
				yield* createReadStream(path, { start: offset, end: offset + size - 1 }) as AsyncIterable<Buffer>
			const records = blocks.flatMap(({ unpadded, plainSize }) => [...varint(unpadded), ...varint(plainSize)])
			const index = Buffer.from([0, ...varint(blocks.length), ...records])
			const padded = Buffer.concat([index, Buffer.alloc(upTo4(index.length) - index.length)])
			const backward = Buffer.alloc(6)
			backward.writeUInt32LE(padded.length / 4)
			header.copy(backward, 4, 6, 8)
			yield Buffer.concat([padded, sumOf(padded), sumOf(backward), backward, Buffer.from('YZ')])
		})(),
		{ objectMode: false },
	)
}

async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
	const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
	return bytesRead === length ? buffer : Buffer.alloc(length)
}

function sumOf(bytes: Buffer): Buffer {
	const sum = Buffer.alloc(4)
	sum.writeUInt32LE(crc32(bytes))
	return sum
}

/** Pairs of unpadded and uncompressed size. */
function* recordsOf(index: Buffer): Generator<readonly [number, number]> {
	let at = 1
	const next = (): number => {
		let value = 0
		for (let scale = 1; ; scale *= 128) {
			const byte = index[at++] ?? 0
			value += (byte & 127) * scale
			if (byte < 128) return value
		}
	}
	for (let left = next(); left > 0 && at < index.length; left--) yield [next(), next()]
}

/** Seven bits a byte, the lowest first. */
function varint(value: number): number[] {
	const bytes: number[] = []
	for (let rest = value; ; rest = Math.floor(rest / 128)) {
		if (rest < 128) return [...bytes, rest]
		bytes.push((rest % 128) + 128)
	}
}
