import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { extract } from 'tar-stream'
import { InterruptedError } from '#results'
import { ArtifactFault, explainFullDisk } from '../fault.ts'
import { decompress } from './decompress.ts'
import { type LinkPolicy, Unpacking, type UnpackLimits } from './unpacking.ts'

/** Ten times what upstream's largest tarball unpacks to. */
const defaultUnpackLimits: UnpackLimits = { entries: 20_000, bytes: 4 * 1024 ** 3 }

export interface UnpackRequest {
	/** A .tar, plain, gzipped or of xz; which one is seen by its first bytes. */
	readonly archive: string
	/** A directory that is empty or not there yet. Nothing is ever written outside it. */
	readonly into: string
	readonly signal?: AbortSignal | undefined
	readonly limits?: Partial<UnpackLimits>
	/** Default: `within`. */
	readonly links?: LinkPolicy
}

/**
 * Unpacks an archive that nobody vouches for. Owners, times and set-user-ID bits are left behind.
 * @throws ArtifactFault naming the archive and the entry; then the directory is empty again.
 */
export async function unpack(request: UnpackRequest): Promise<void> {
	const { archive, into, signal } = request
	await mkdir(into, { recursive: true })
	if ((await readdir(into)).length > 0) throw new Error(`${into} is not empty`)
	try {
		const unpacking = new Unpacking(into, { ...defaultUnpackLimits, ...request.limits }, request.links)
		await feed(unpacking, archive, await decompressorOf(archive), signal)
		await unpacking.finish()
	} catch (error) {
		for (const name of await readdir(into)) await rm(join(into, name), { recursive: true, force: true })
		if (signal?.aborted) throw new InterruptedError(`Stopped while unpacking ${archive}.`, { cause: error })
		throw explained(archive, error)
	}
}

/** Hands a tar's entries to the unpacking, decompressed by `argv` where it is given. */
export async function feed(
	unpacking: Unpacking,
	path: string,
	argv: readonly string[] | undefined,
	signal: AbortSignal | undefined,
): Promise<void> {
	const entries = extract()
	// tar-stream's streams are streamx's; pipeline takes them, its types do not.
	const into = entries as unknown as NodeJS.WritableStream
	const piped = argv
		? decompress({ argv, path, into, maxBytes: unpacking.maxTarBytes, signal })
		: pipeline(createReadStream(path), into, signal ? { signal } : {})
	// Both, so that neither is left behind; the first to speak is the one that knows.
	const results = await Promise.allSettled([unpacking.add(entries), piped])
	for (const result of results) if (result.status === 'rejected') throw result.reason
}

export function explained(archive: string, error: unknown): unknown {
	if (error instanceof ArtifactFault)
		return new ArtifactFault(error.reason, `${archive}: ${error.message}`, {
			...(error.hint ? { hint: error.hint } : {}),
			cause: error.cause,
		})
	const full = explainFullDisk(error, archive)
	if (full !== error) return full
	const words = error instanceof Error ? error.message : String(error)
	if (/unexpected end of (file|data)/i.test(words))
		return new ArtifactFault('bad-archive', `${archive} is cut off: ${words}.`, {
			cause: error,
			hint: 'Fetch it again.',
		})
	if (
		!/header|checksum|tar|zlib|stored block|distance|literal|code lengths|block type|data check/i.test(words)
	)
		return error
	return new ArtifactFault('bad-archive', `${archive} is no intact .tar or .tgz: ${words}.`, {
		cause: error,
		hint: 'Look at what it is (`file`); a server may have given a page instead of the file.',
	})
}

/** By the first bytes of a file. */
const decompressors: readonly (readonly [magic: string, argv: readonly string[]])[] = [
	['1f8b', ['gzip', '-dc']],
	['fd377a585a00', ['xz', '-dc']],
]

async function decompressorOf(path: string): Promise<readonly string[] | undefined> {
	await using file = await open(path, 'r')
	const head = Buffer.alloc(6)
	await file.read(head, 0, head.length, 0)
	return decompressors.find(([magic]) => head.toString('hex').startsWith(magic))?.[1]
}
