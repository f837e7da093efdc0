const blockSize = 512

/** Types of entries that say something of the entry behind them: a long name, pax attributes. */
const before = new Set(['L', 'K', 'x', 'g'])

/**
 * A tar that is read from its midst, as a tar of its own: from the first header on that needs none before it.
 * `start` is where `chunks` begin in the whole.
 */
export async function* tarFromHeader(chunks: AsyncIterable<Buffer>, start: number): AsyncGenerator<Buffer> {
	let rest = Buffer.alloc(0)
	/** Bytes to leave out before the next header may come. */
	let skip = (blockSize - (start % blockSize)) % blockSize
	let found = false
	/** The first header may belong to a long name that was not seen. */
	let isFirst = true
	for await (const chunk of chunks) {
		if (found) {
			yield chunk
			continue
		}
		const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
		let at = 0
		while (!found) {
			const here = Math.min(skip, bytes.length - at)
			at += here
			skip -= here
			if (skip > 0 || at + blockSize > bytes.length) break
			const header = headerAt(bytes, at)
			if (header === undefined) {
				at += blockSize
			} else if (isFirst && !before.has(header.type)) {
				isFirst = false
				skip = blockSize + Math.ceil(header.size / blockSize) * blockSize
			} else {
				found = true
			}
		}
		rest = Buffer.from(bytes.subarray(at))
		if (found) yield rest
	}
}

/** A header is told by its sum, which is over all of it but the sum itself. */
function headerAt(bytes: Buffer, at: number): { readonly type: string; readonly size: number } | undefined {
	if (bytes.toString('latin1', at + 257, at + 262) !== 'ustar') return undefined
	const octal = (offset: number, length: number) =>
		Number.parseInt(bytes.toString('latin1', at + offset, at + offset + length).replace(/\0.*$/, ''), 8)
	let sum = 8 * 0x20
	for (let index = 0; index < blockSize; index++) if (index < 148 || index >= 156) sum += bytes[at + index]!
	const size = octal(124, 12)
	if (sum !== octal(148, 8) || !Number.isSafeInteger(size)) return undefined
	return { type: bytes.toString('latin1', at + 156, at + 157), size }
}
