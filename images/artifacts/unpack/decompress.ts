import { createReadStream } from 'node:fs'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { startConfined } from '#vm/host'
import { ArtifactFault } from '../fault.ts'
import { tooLarge } from './entry-path.ts'

/** A kernel's source package is unpacked behind everything else that runs on a busy machine. */
const [CPU_SECONDS, DEADLINE_MS] = [3_600, 3_600_000]

export interface DecompressRequest {
	/** A program that reads standard input and writes a tar to standard output. */
	readonly argv: readonly string[]
	readonly path: string
	readonly into: NodeJS.WritableStream
	/** Bytes that may come out; also what stands behind the end of a tar counts. */
	readonly maxBytes: number
	readonly signal?: AbortSignal | undefined
}

/**
 * Decompresses a file into a stream. Decompressors are written in C and read what nobody vouches for: they run confined,
 * and what comes out is parsed here.
 * @throws ArtifactFault `bad-archive` with the program's words, `too-large`; HostError when it cannot be started.
 */
export async function decompress({ argv, path, into, maxBytes, signal }: DecompressRequest): Promise<void> {
	const [program = '', ...args] = argv
	const input = createReadStream(path)
	let unread: Error | undefined
	input.once('error', (error) => (unread = error))
	const child = startConfined([program, ...args], input, { cpuSeconds: CPU_SECONDS, deadline: DEADLINE_MS })
	const piped = pipeline(child.stdout, limited(maxBytes), into, signal ? { signal } : {})
	// Whatever goes wrong first, the child is not left behind, and nobody's rejection is unheard.
	piped.catch(child.stop)
	const [ended, written] = await Promise.allSettled([child.ended, piped])
	if (unread) throw unread
	if (ended.status === 'rejected') throw ended.reason
	if (written.status === 'rejected' && !isEarlyEnd(written.reason)) throw written.reason
	const { status, stderr } = ended.value
	if (status !== 0) {
		const how = typeof status === 'number' ? `exit code ${status}` : status
		throw new ArtifactFault(
			'bad-archive',
			`${argv[0]} cannot read it (${how}): ${stderr.split('\n').at(-1)}.`,
			{ hint: 'Fetch it again; look at what it is (`file`).' },
		)
	}
	if (written.status === 'rejected') throw written.reason
}

const isEarlyEnd = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE'

function limited(maxBytes: number): Transform {
	let bytes = 0
	return new Transform({
		transform(chunk: Buffer, _encoding, done) {
			bytes += chunk.length
			if (bytes > maxBytes) done(tooLarge(`more than ${maxBytes} bytes, unpacked`))
			else done(null, chunk)
		},
	})
}
