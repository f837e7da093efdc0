import type { Readable } from 'node:stream'
import tar from 'tar-stream'
import { ArtifactError } from '#results/errors'
import { type ConfinedProgram, startConfined } from '../../../host/index.ts'
import { type Compression, decompressStream } from '../../formats/index.ts'
import { type Entry, streamed } from '../entry.ts'
import type { SetLimits } from '../limits.ts'

interface ArchiveSource {
	/** The file's name, for messages. */
	readonly shown: string
	readonly input: Readable
	/** How the archive as a whole is compressed; bsdtar unpacks all but what a child of our own does faster. */
	readonly compression?: Compression | undefined
	readonly limits: SetLimits
	readonly signal?: AbortSignal | undefined
}

/** What bsdtar reads (tar, cpio, rpm, ar), written anew as a tar: then the harness reads one plain format only. */
const rewrite = ['bsdtar', '-cf', '-', '-P', '--format', 'pax', '@-'] as const

/**
 * The files and links of an archive, in its order. Strangers' formats are parsed in a confined child that may write
 * nothing; the harness decides about each entry.
 * @throws ArtifactError for a damaged archive, one that is too large, and for entries that no kernel has: paths that
 * lead out of it, devices.
 */
export async function* archiveEntries(source: ArchiveSource): AsyncGenerator<Entry> {
	const { shown, limits, signal } = source
	const confinement = { signal, deadline: limits.deadline }
	const programs: ConfinedProgram[] = []
	let input = source.input
	if (source.compression === 'xz' || source.compression === 'lzo') {
		const unpacking = decompressStream(source.compression, input, confinement)
		programs.push(unpacking)
		input = unpacking.stdout
	}
	const reading = startConfined(rewrite, input, confinement)
	programs.push(reading)
	const extract = tar.extract()
	reading.stdout.on('error', (error: Error) => extract.destroy(error))
	reading.stdout.pipe(extract)
	/** A program that could not start or was too slow leaves half an archive, which is no damage. */
	const reasonOf = async (error: unknown): Promise<unknown> => {
		for (const program of programs) program.stop()
		const ends = await Promise.allSettled(programs.map(({ ended }) => ended))
		const unable = ends.find((end) => end.status === 'rejected')
		if (signal?.aborted) return error
		if (unable !== undefined) return unable.reason
		return error instanceof ArtifactError ? error : damaged(shown, (error as Error).message, 0)
	}
	let entries = 0
	let bytes = 0
	try {
		for await (const item of extract) {
			const { name, type, size = 0, linkname } = item.header
			entries++
			bytes += size
			if (entries > limits.maxEntries || bytes > limits.maxBytes)
				throw tooLarge(shown, entries, bytes, limits)
			const path = safePath(shown, name)
			const content = streamed(() => whole(item as AsyncIterable<Buffer>, reasonOf))
			switch (type) {
				case 'file':
				case 'contiguous-file':
					yield { from: `${shown}: ${path}`, path, size, ...content }
					break
				case 'symlink':
				case 'link':
					yield { from: `${shown}: ${path}`, path, size: 0, target: linkname ?? '', ...content }
					break
				case 'block-device':
				case 'character-device':
				case 'fifo':
					throw new ArtifactError(
						`${shown}: the entry "${path}" is a ${type}. Expected files, directories and links only, as in every package of a kernel.`,
						{
							hint: 'It was not unpacked. Ask where the file comes from, or pack the kernel anew without it.',
						},
					)
				default:
					break
			}
			await content.drain()
		}
		const ends = await Promise.all(programs.map(({ ended }) => ended))
		const failed = ends.find(({ status }) => status !== 0)
		if (failed !== undefined) throw damaged(shown, failed.stderr, failed.status)
		if (entries === 0) throw damaged(shown, 'it has no entries', 0)
	} catch (error) {
		throw await reasonOf(error)
	} finally {
		for (const program of programs) program.stop()
		source.input.destroy()
	}
}

/** The content of an entry; where the archive is cut off in the midst of it, that is said of the archive. */
async function* whole(
	content: AsyncIterable<Buffer>,
	reasonOf: (error: unknown) => Promise<unknown>,
): AsyncGenerator<Buffer> {
	try {
		yield* content
	} catch (error) {
		throw await reasonOf(error)
	}
}

/** @throws ArtifactError for a path that leads out of the archive. */
function safePath(shown: string, name: string): string {
	const parts = name.split('/').filter((part) => part !== '' && part !== '.')
	const wrong = name.startsWith('/')
		? 'is absolute'
		: parts.includes('..')
			? 'leads out of the archive'
			: /\p{Cc}/u.test(name)
				? 'has control characters'
				: undefined
	if (wrong === undefined) return parts.join('/')
	throw new ArtifactError(
		`${shown}: the entry ${JSON.stringify(name)} ${wrong}. Expected paths inside of the archive, such as lib/modules/6.12.1/vmlinuz.`,
		{ hint: 'It was not unpacked. Ask where the file comes from, or pack the kernel anew.' },
	)
}

function tooLarge(shown: string, entries: number, bytes: number, limits: SetLimits): ArtifactError {
	const [found, expected] =
		entries > limits.maxEntries
			? [`more than ${limits.maxEntries} entries`, `at most ${limits.maxEntries}`]
			: [`at least ${bytes} bytes unpacked`, `at most ${limits.maxBytes}`]
	return new ArtifactError(
		`${shown}: has ${found}. Expected ${expected}: a kernel with its modules is smaller.`,
		{
			hint: 'Give the packages of one kernel, without its debugging symbols.',
		},
	)
}

const damaged = (shown: string, said: string, status: number | string) =>
	new ArtifactError(
		`${shown}: cannot be read to its end: ${said.replace(/^bsdtar: /gm, '') || `exit code ${status}`}. Expected a whole archive or package.`,
		{
			hint:
				status === 127
					? 'Run `rootless-matrix doctor --fix`, or install it: apt-get install libarchive-tools'
					: 'The file is cut off or damaged: get it anew, and compare its checksum with that of its source.',
		},
	)
