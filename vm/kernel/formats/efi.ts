import { type Compression, compressionOf } from './compression.ts'
import { type KernelImage, missingOf, type Slice } from './image.ts'

export const isPe = (bytes: Buffer): boolean => bytes.length > 0x40 && bytes.toString('latin1', 0, 2) === 'MZ'

/** An EFI application of the kernel's own that unpacks a compressed kernel (Linux 6.1). */
export const isZboot = (bytes: Buffer): boolean => isPe(bytes) && bytes.toString('latin1', 4, 8) === 'zimg'

const zbootCompressions: Readonly<Record<string, Compression>> = {
	gzip: 'gzip',
	lz4: 'lz4',
	lzma: 'lzma',
	lzo: 'lzo',
	xz: 'xz',
	xzkern: 'xz',
	zstd: 'zstd',
	zstd22: 'zstd',
}

/** The header of drivers/firmware/efi/libstub/zboot-header.S. */
export function readZboot(bytes: Buffer): KernelImage {
	const offset = bytes.readUInt32LE(8)
	const length = bytes.readUInt32LE(12)
	const name = bytes.toString('latin1', 24, 56).split('\0')[0]!
	return {
		format: 'efi-zboot',
		arch: peMachine(bytes),
		payload: {
			offset,
			length,
			compression: zbootCompressions[name] ?? compressionOf(bytes.subarray(offset, offset + 16)),
		},
		missingBytes: missingOf(bytes, { offset, length }),
	}
}

/** A unified kernel image has its kernel in `.linux`, and may have its release in `.uname`. */
export function readUki(bytes: Buffer): KernelImage | undefined {
	const sections = peSections(bytes)
	const linux = sections.get('.linux')
	if (linux === undefined) return undefined
	const text = (name: string) => {
		const section = sections.get(name)
		if (section === undefined) return undefined
		return (
			bytes
				.toString('utf8', section.offset, section.offset + Math.min(section.length, 4096))
				.split('\0')[0]!
				.trim() || undefined
		)
	}
	return {
		format: 'uki',
		arch: peMachine(bytes),
		release: text('.uname'),
		payload: linux,
		missingBytes: missingOf(bytes, linux),
		cmdline: text('.cmdline'),
	}
}

function peMachine(bytes: Buffer): KernelImage['arch'] {
	const header = peHeaderAt(bytes)
	if (header === undefined) return 'unknown'
	switch (bytes.readUInt16LE(header + 4)) {
		case 0x8664:
			return 'x86_64'
		case 0x014c:
			return 'i386'
		case 0xaa64:
			return 'aarch64'
		case 0x01c2:
			return 'arm'
		case 0x5064:
			return 'riscv64'
		default:
			return 'unknown'
	}
}

function peHeaderAt(bytes: Buffer): number | undefined {
	const at = bytes.readUInt32LE(0x3c)
	return at + 24 < bytes.length && bytes.toString('latin1', at, at + 4) === 'PE\0\0' ? at : undefined
}

function peSections(bytes: Buffer): ReadonlyMap<string, Slice> {
	const header = peHeaderAt(bytes)
	if (header === undefined) return new Map()
	const count = bytes.readUInt16LE(header + 6)
	const tableAt = header + 24 + bytes.readUInt16LE(header + 20)
	const sections = new Map<string, Slice>()
	for (let index = 0; index < count; index++) {
		const at = tableAt + index * 40
		if (at + 40 > bytes.length) break
		const name = bytes.toString('latin1', at, at + 8).split('\0')[0]!
		const [virtualSize, rawSize, offset] = [8, 16, 20].map((field) => bytes.readUInt32LE(at + field))
		// The raw size is rounded up to the file's alignment; the virtual one is what was put in.
		sections.set(name, { offset: offset!, length: Math.min(virtualSize! || rawSize!, rawSize!) })
	}
	return sections
}
