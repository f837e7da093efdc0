import { findBanner } from './banner.ts'
import { compressionOf } from './compression.ts'
import type { Confinement } from '../../host/index.ts'
import { decompress } from './decompress.ts'
import { type KernelImage, maxImageBytes } from './image.ts'
import { recognise } from './recognise.ts'

/** A kernel image with the file it was read from. */
export interface ReadImage {
	readonly image: KernelImage
	readonly bytes: Buffer
}

/**
 * Recognises a kernel image, also in gzip. Undefined when it is none.
 * @throws ArtifactError when it is damaged.
 */
export async function readImage(
	what: string,
	bytes: Buffer,
	confinement?: Confinement,
): Promise<KernelImage | undefined> {
	if (compressionOf(bytes) !== 'gzip') return recognise(bytes)
	const plain = await decompress(what, bytes, 'gzip', { ...confinement, max: maxImageBytes })
	const inner = recognise(plain)
	if (inner?.format !== 'arm64-image') return undefined
	return {
		...inner,
		format: 'gzip-image',
		payload: { offset: 0, length: bytes.length, compression: 'gzip' },
	}
}

/** The uncompressed kernel: for what only its code can say, the configuration and where the headers are silent the release. */
export async function kernelCode(
	what: string,
	{ image, bytes }: ReadImage,
	confinement?: Confinement,
): Promise<Buffer> {
	if (image.payload === undefined) return bytes
	const { offset, length, compression } = image.payload
	const payload = bytes.subarray(offset, offset + length)
	if (compression !== undefined)
		return decompress(what, payload, compression, { ...confinement, max: maxImageBytes, trailing: true })
	const inner = recognise(payload)
	return inner === undefined ? payload : kernelCode(what, { image: inner, bytes: payload }, confinement)
}

/** The release of a kernel whose headers do not say it: EFI zboot, a UKI without `.uname`. */
export const releaseOf = (code: Buffer): string | undefined => findBanner(code)?.release
