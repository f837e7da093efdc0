import { z } from 'zod'
import type { SharedItem } from '#images'

/** Bytes of a blob. Measured: of a base image of 6.3 GiB 57 were not empty, 228 MiB; of 32 MiB, they were 544 MiB. */
export const PIECE = 4 * 2 ** 20

/** Larger files are no artifacts, and a registry takes no longer manifest than that of 8,192 blobs. */
const MAX_FILE = 32 * 2 ** 30

/**
 * What a store says of a file: how large it is, and the digests of its pieces in order, each of {@link PIECE} bytes but the last;
 * null for one that is all zeros, of which no blob is stored. Nothing in it is a name or a path.
 */
export const fileForm = z
	.strictObject({
		size: z.int().positive().max(MAX_FILE),
		/** Milliseconds since 1970: of a base image, when it was built. */
		time: z.int().nonnegative().max(8.64e15),
		pieces: z.array(
			z
				.string()
				.regex(/^sha256:[0-9a-f]{64}$/)
				.nullable(),
		),
	})
	.refine(({ size, pieces }) => pieces.length === Math.ceil(size / PIECE))

/** `cache.base.56feace40de41aae4b86d162`: no run has a name that begins so. */
export const nameOf = ({ kind, name }: SharedItem): string => `cache.${kind}.${name}`
