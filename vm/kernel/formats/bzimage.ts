import { compressionOf } from './compression.ts'
import { type KernelImage, missingOf, type Slice } from './image.ts'

const magicAt = 0x202
const xlfKernel64 = 1

export const isBzImage = (bytes: Buffer): boolean =>
	bytes.length > 0x260 &&
	bytes.readUInt16LE(0x1fe) === 0xaa55 &&
	bytes.toString('latin1', magicAt, 0x206) === 'HdrS'

/** Reads the setup header: https://docs.kernel.org/arch/x86/boot.html. */
export function readBzImage(bytes: Buffer): KernelImage {
	const protocol = bytes.readUInt16LE(0x206)
	const versionAt = bytes.readUInt16LE(0x20e)
	const version = versionAt === 0 ? undefined : textAt(bytes, versionAt + 0x200)
	const slice = protocol < 0x208 ? undefined : payloadSlice(bytes)
	return {
		format: 'bzImage',
		// The flag came with protocol 2.12 (Linux 3.8); what is older is refused for its age.
		arch: protocol < 0x20c || bytes.readUInt16LE(0x236) & xlfKernel64 ? 'x86_64' : 'i386',
		release: version?.split(' ')[0],
		version,
		payload: slice && payloadOf(bytes, slice),
		missingBytes: slice && missingOf(bytes, slice),
	}
}

/** The payload's offset counts from the protected-mode code, which follows the setup sectors. */
function payloadSlice(bytes: Buffer): Slice | undefined {
	const setupSectors = bytes[0x1f1]! || 4
	const length = bytes.readUInt32LE(0x24c)
	if (length === 0) return undefined
	return { offset: (setupSectors + 1) * 512 + bytes.readUInt32LE(0x248), length }
}

function payloadOf(bytes: Buffer, { offset, length }: Slice): KernelImage['payload'] {
	const compression = compressionOf(bytes.subarray(offset, offset + 16))
	// The build appends the size of the plain kernel; in gzip's own trailer it is part of the stream.
	return { offset, length: compression === 'gzip' ? length : length - 4, compression }
}

function textAt(bytes: Buffer, at: number): string | undefined {
	const end = bytes.indexOf(0, at)
	if (end === -1 || end === at || end - at > 512) return undefined
	return bytes.toString('latin1', at, end)
}
