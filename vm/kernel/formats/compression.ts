/** The compressions that kernels, modules and packages come in. */
export type Compression = 'gzip' | 'bzip2' | 'lzma' | 'xz' | 'lzo' | 'lz4' | 'zstd'

const magics: readonly (readonly [Compression, readonly number[]])[] = [
	['gzip', [0x1f, 0x8b, 0x08]],
	['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
	['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
	['bzip2', [0x42, 0x5a, 0x68]],
	// The kernel writes the legacy frame; the lz4 program writes the other one.
	['lz4', [0x02, 0x21, 0x4c, 0x18]],
	['lz4', [0x04, 0x22, 0x4d, 0x18]],
	['lzo', [0x89, 0x4c, 0x5a, 0x4f, 0x00, 0x0d, 0x0a, 0x1a, 0x0a]],
	['lzma', [0x5d, 0x00, 0x00]],
]

/** Whether `bytes` has `magic` at `offset`. */
const startsWith = (bytes: Buffer, magic: readonly number[], offset = 0): boolean =>
	bytes.length >= offset + magic.length && magic.every((byte, index) => bytes[offset + index] === byte)

/** How `bytes` are compressed, by their first bytes; undefined when they are not. */
export const compressionOf = (bytes: Buffer): Compression | undefined =>
	magics.find(([, magic]) => startsWith(bytes, magic))?.[0]
