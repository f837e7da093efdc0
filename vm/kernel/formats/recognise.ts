import { isBzImage, readBzImage } from './bzimage.ts'
import { compressionOf } from './compression.ts'
import { isPe, isZboot, readUki, readZboot } from './efi.ts'
import { isElf, readElf } from './elf.ts'
import { findBanner } from './banner.ts'
import type { KernelImage } from './image.ts'

/** Where arm64 and RISC-V images have their magic, in the same place of the same header. */
const imageMagicAt = 56
const isArm64Image = (bytes: Buffer) => bytes.toString('latin1', imageMagicAt, imageMagicAt + 4) === 'ARM\x64'
const isRiscvImage = (bytes: Buffer) => bytes.toString('latin1', imageMagicAt, imageMagicAt + 4) === 'RSC\x05'
const isArmZimage = (bytes: Buffer) => bytes.length > 0x30 && bytes.readUInt32LE(0x24) === 0x016f2818

/**
 * Whether a file that begins with `head` (its first `headerBytes`, or all of it) may be a kernel image; then the
 * whole of it is worth reading. Any ELF program may be, and any EFI application.
 */
export const mayBeImage = (head: Buffer): boolean =>
	isBzImage(head) ||
	isArm64Image(head) ||
	isRiscvImage(head) ||
	isArmZimage(head) ||
	isElf(head) ||
	isPe(head)

/**
 * What kernel image `bytes`, a whole file, are; undefined when they are none. A gzip Image has to be unpacked to be
 * told from any other file: `recogniseUnpacked`.
 */
export function recognise(bytes: Buffer): KernelImage | undefined {
	// A bzImage and an arm64 Image are EFI applications as well: their own magic comes first.
	if (isBzImage(bytes)) return readBzImage(bytes)
	if (isZboot(bytes)) return readZboot(bytes)
	if (isArm64Image(bytes)) return plain(bytes, 'arm64-image', 'aarch64')
	if (isRiscvImage(bytes)) return plain(bytes, 'other', 'riscv64')
	if (isArmZimage(bytes)) return { format: 'other', arch: 'arm' }
	if (isElf(bytes)) return readElf(bytes)
	if (isPe(bytes)) return wrapped(bytes)
	return undefined
}

function plain(bytes: Buffer, format: KernelImage['format'], arch: KernelImage['arch']): KernelImage {
	const banner = findBanner(bytes)
	return { format, arch, release: banner?.release, version: banner?.text }
}

/** What the UKI does not say itself, its kernel may. */
function wrapped(bytes: Buffer): KernelImage | undefined {
	const uki = readUki(bytes)
	if (uki?.payload === undefined) return undefined
	const { offset, length } = uki.payload
	const linux = bytes.subarray(offset, offset + length)
	if (compressionOf(linux) !== undefined) return uki
	if (uki.missingBytes !== undefined) return uki
	const inner = recognise(linux)
	if (inner === undefined) return undefined
	return { ...uki, arch: inner.arch, release: uki.release ?? inner.release, version: inner.version }
}
