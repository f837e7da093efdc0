import { Readable } from 'node:stream'
import { ArtifactError } from '#results/errors'
import type { Compression } from './compression.ts'
import { type ConfinedProgram, type Confinement, startConfined } from '../../host/index.ts'

/** The programs that decompress standard input to standard output; all are Debian's. */
const programs: Readonly<Record<Compression, readonly [string, ...string[]]>> = {
	gzip: ['gzip', '-dcq'],
	bzip2: ['bzip2', '-dcq'],
	lzma: ['xz', '--format=lzma', '-dcq'],
	// Several threads, where the file has several blocks: dpkg-deb's have.
	xz: ['xz', '-dcqT0'],
	lzo: ['lzop', '-dcq'],
	lz4: ['lz4', '-dcq'],
	zstd: ['zstd', '-dcq', '--long=31'],
}

/** The Debian package of each program that is not always there. */
const packagesOf: Readonly<Partial<Record<Compression, string>>> = {
	lzo: 'lzop',
	lz4: 'lz4',
	zstd: 'zstd',
	xz: 'xz-utils',
	lzma: 'xz-utils',
}

export interface DecompressStreamOptions extends Confinement {
	/** xz only; as many as there are processors, unless this is said. With one it reads no block ahead. */
	readonly threads?: number | undefined
}

/** Decompresses a stream in a confined child. */
export const decompressStream = (
	compression: Compression,
	input: Readable,
	{ threads, ...confinement }: DecompressStreamOptions = {},
): ConfinedProgram =>
	startConfined(
		compression === 'xz' && threads !== undefined ? [...programs.xz, `-T${threads}`] : programs[compression],
		input,
		confinement,
	)

export interface DecompressOptions extends Confinement {
	/** Bytes: more is refused, or cut off with `head`. */
	readonly max: number
	/** Whether the first `max` bytes are enough. */
	readonly head?: boolean | undefined
	/** Whether rubbish behind the compressed data is fine, as it is in a kernel. */
	readonly trailing?: boolean | undefined
}

/**
 * Decompresses a buffer in a confined child.
 * @throws ArtifactError when it is damaged or more than `max` bytes; HostError when the program is missing.
 */
export async function decompress(
	what: string,
	bytes: Buffer,
	compression: Compression,
	{ max, head = false, trailing = false, ...confinement }: DecompressOptions,
): Promise<Buffer> {
	const program = decompressStream(compression, Readable.from(pieces(bytes)), confinement)
	const chunks: Buffer[] = []
	let size = 0
	for await (const chunk of program.stdout as AsyncIterable<Buffer>) {
		chunks.push(chunk)
		size += chunk.length
		if (size > max) break
	}
	if (size > max) {
		program.stop()
		await program.ended
		if (!head)
			throw new ArtifactError(`${what}: unpacks to more than ${max} bytes (${compression})`, {
				hint: 'Nothing that is expected there is so large: get the file anew from where it comes from.',
			})
		return Buffer.concat(chunks).subarray(0, max)
	}
	const { status, stderr } = await program.ended
	if (status !== 0 && !(trailing && size > 0) && !(head && size > 0))
		throw new ArtifactError(
			`${what}: cannot be unpacked as ${compression}: ${stderr || `exit code ${status}`}`,
			{
				hint:
					missingHint(compression, status) ??
					'The file is damaged or cut off: get it anew, compare its checksum.',
			},
		)
	return Buffer.concat(chunks)
}

/** prlimit and setpriv end with 127 when the program is not there. */
const missingHint = (compression: Compression, status: number | string) =>
	status === 127 ? `Install it: apt-get install ${packagesOf[compression] ?? compression}` : undefined

/** A pipe takes 64 KiB at a time; one huge chunk would be copied again for each. */
function* pieces(bytes: Buffer): Generator<Buffer> {
	for (let at = 0; at < bytes.length; at += 1 << 20) yield bytes.subarray(at, at + (1 << 20))
}
